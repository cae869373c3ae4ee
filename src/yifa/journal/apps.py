from django.apps import AppConfig


class Journal(AppConfig):
    name = "yifa.journal"
    verbose_name = "记账"
