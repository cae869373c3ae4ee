from django.apps import AppConfig


class Receptions(AppConfig):
    name = "yifa.ledgers.receptions"
    label = "receptions"
    verbose_name = "领导接访"

    def ready(self) -> None:
        from yifa.ledgers.receptions.ledger import LEDGER
        from yifa.ledgers.receptions.procedure import RECEPTION
        from yifa.procedures.registry import register as register_procedure
        from yifa.records.registry import register

        register_procedure(RECEPTION)
        register(LEDGER)
