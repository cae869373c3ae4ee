from django.apps import AppConfig


class Office(AppConfig):
    name = "yifa.office"
    verbose_name = "组织"
