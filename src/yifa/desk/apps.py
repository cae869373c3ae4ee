from django.apps import AppConfig


class Desk(AppConfig):
    name = "yifa.desk"
    verbose_name = "工作台"
