from django.apps import AppConfig


class Portal(AppConfig):
    name = "yifa.portal"
    verbose_name = "公众门户"
