from django.apps import AppConfig


class Disclosure(AppConfig):
    name = "yifa.ledgers.disclosure"
    label = "disclosure"
    verbose_name = "依申请公开"

    def ready(self) -> None:
        from yifa.ledgers.disclosure.ledger import LEDGER
        from yifa.ledgers.disclosure.procedure import ON_APPLICATION
        from yifa.procedures.registry import register as register_procedure
        from yifa.records.registry import register

        register_procedure(ON_APPLICATION)
        register(LEDGER)
