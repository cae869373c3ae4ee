from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "yifa.ledgers.roster"
    label = "roster"
    verbose_name = "接访安排"

    def ready(self) -> None:
        from yifa.ledgers.roster.ledger import LEDGER
        from yifa.ledgers.roster.procedure import ROSTER
        from yifa.procedures.registry import register as register_procedure
        from yifa.records.registry import register

        register_procedure(ROSTER)
        register(LEDGER)
