from django.apps import AppConfig


class Reports(AppConfig):
    name = "yifa.reports"
    verbose_name = "年度报告"

    def ready(self) -> None:
        from yifa.procedures.registry import register as register_procedure
        from yifa.records.registry import register
        from yifa.reports.ledger import LEDGER
        from yifa.reports.procedure import REPORTING

        register_procedure(REPORTING)
        register(LEDGER)
