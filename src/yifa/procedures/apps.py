from django.apps import AppConfig


class Procedures(AppConfig):
    name = "yifa.procedures"
    verbose_name = "程序"
