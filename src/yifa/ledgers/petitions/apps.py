from django.apps import AppConfig


class Petitions(AppConfig):
    name = "yifa.ledgers.petitions"
    label = "petitions"
    verbose_name = "信访事项"

    def ready(self) -> None:
        from yifa.ledgers.petitions.ledger import LEDGER
        from yifa.ledgers.petitions.procedure import PETITION
        from yifa.procedures.registry import register as register_procedure
        from yifa.records.registry import register

        register_procedure(PETITION)
        register(LEDGER)
