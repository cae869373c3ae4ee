from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "yifa.ledgers.tasks"
    label = "tasks"
    verbose_name = "年度任务"

    def ready(self) -> None:
        from yifa.ledgers.tasks.ledger import LEDGER
        from yifa.ledgers.tasks.procedure import TASKS
        from yifa.procedures.registry import register as register_procedure
        from yifa.records.registry import register

        register_procedure(TASKS)
        register(LEDGER)
