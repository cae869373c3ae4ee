from django.apps import AppConfig


class Journal(AppConfig):
    name = "yifa.journal"
    verbose_name = "记账"

    def ready(self) -> None:
        from yifa.journal.models import Assertion, Posting
        from yifa.seals.registry import register, source

        register(source(Posting))
        register(source(Assertion))
