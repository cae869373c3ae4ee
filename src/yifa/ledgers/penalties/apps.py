from django.apps import AppConfig


class Penalties(AppConfig):
    name = "yifa.ledgers.penalties"
    label = "penalties"
    verbose_name = "当场处罚"

    def ready(self) -> None:
        from yifa.ledgers.penalties.ledger import LEDGER
        from yifa.ledgers.penalties.procedure import SIMPLE
        from yifa.procedures.registry import register as register_procedure
        from yifa.records.registry import register

        register_procedure(SIMPLE)
        register(LEDGER)
