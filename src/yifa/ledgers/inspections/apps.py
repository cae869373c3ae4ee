from django.apps import AppConfig


class Inspections(AppConfig):
    name = "yifa.ledgers.inspections"
    label = "inspections"
    verbose_name = "行政检查"

    def ready(self) -> None:
        from yifa.ledgers.inspections.ledger import DIRECTORY, LEDGER
        from yifa.ledgers.inspections.procedure import INSPECTION
        from yifa.procedures.registry import register as register_procedure
        from yifa.records.directory import register as register_directory
        from yifa.records.registry import register

        register_procedure(INSPECTION)
        register(LEDGER)
        register_directory(DIRECTORY)
