from django.apps import AppConfig


class Reports(AppConfig):
    name = "yifa.reports"
    verbose_name = "年度报告"
