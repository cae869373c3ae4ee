from django.apps import AppConfig


class Seals(AppConfig):
    name = "yifa.seals"
    verbose_name = "封存"

    def ready(self) -> None:
        from yifa.foundation.models import Audit
        from yifa.seals.registry import register, source

        register(source(Audit))
