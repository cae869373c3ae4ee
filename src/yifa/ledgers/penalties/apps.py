from django.apps import AppConfig


class Penalties(AppConfig):
    name = "yifa.ledgers.penalties"
    label = "penalties"
    verbose_name = "当场处罚"

    def ready(self) -> None:
        from yifa.ledgers.penalties.ledger import DIRECTORY, LEDGER
        from yifa.ledgers.penalties.procedure import SIMPLE
        from yifa.procedures.registry import register as register_procedure
        from yifa.records.directory import register as register_directory
        from yifa.records.registry import register

        register_procedure(SIMPLE)
        register(LEDGER)
        register_directory(DIRECTORY)
