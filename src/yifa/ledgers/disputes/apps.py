from django.apps import AppConfig


class Disputes(AppConfig):
    name = "yifa.ledgers.disputes"
    label = "disputes"
    verbose_name = "矛盾纠纷"

    def ready(self) -> None:
        from yifa.ledgers.disputes.ledger import DIRECTORY, LEDGER
        from yifa.ledgers.disputes.procedure import MEDIATION
        from yifa.procedures.registry import register as register_procedure
        from yifa.records.directory import register as register_directory
        from yifa.records.registry import register

        register_procedure(MEDIATION)
        register(LEDGER)
        register_directory(DIRECTORY)
