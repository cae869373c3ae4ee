from django.apps import AppConfig


class Study(AppConfig):
    name = "yifa.ledgers.study"
    label = "study"
    verbose_name = "学法活动"

    def ready(self) -> None:
        from yifa.ledgers.study.ledger import LEDGER
        from yifa.ledgers.study.procedure import STUDY
        from yifa.procedures.registry import register as register_procedure
        from yifa.records.registry import register

        register_procedure(STUDY)
        register(LEDGER)
