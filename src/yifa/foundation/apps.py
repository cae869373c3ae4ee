from django.apps import AppConfig


class Foundation(AppConfig):
    name = "yifa.foundation"
    verbose_name = "基础"
