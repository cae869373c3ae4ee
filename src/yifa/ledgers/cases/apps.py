from django.apps import AppConfig


class Cases(AppConfig):
    name = "yifa.ledgers.cases"
    label = "cases"
    verbose_name = "行政处罚案件"

    def ready(self) -> None:
        from yifa.ledgers.cases.ledger import DIRECTORY, LEDGER
        from yifa.ledgers.cases.procedure import GENERAL
        from yifa.procedures.registry import register as register_procedure
        from yifa.records.directory import register as register_directory
        from yifa.records.registry import register

        register_procedure(GENERAL)
        register(LEDGER)
        register_directory(DIRECTORY)
