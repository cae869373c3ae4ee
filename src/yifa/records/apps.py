from django.apps import AppConfig


class Records(AppConfig):
    name = "yifa.records"
    verbose_name = "记录"
