from django.apps import AppConfig


class Outreach(AppConfig):
    name = "yifa.ledgers.outreach"
    label = "outreach"
    verbose_name = "普法活动"

    def ready(self) -> None:
        from yifa.ledgers.outreach.ledger import LEDGER
        from yifa.ledgers.outreach.procedure import OUTREACH
        from yifa.procedures.registry import register as register_procedure
        from yifa.records.registry import register

        register_procedure(OUTREACH)
        register(LEDGER)
