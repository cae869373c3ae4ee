"""Addresses for those who look after the installation, most of them programs."""

from django.urls import path

from yifa.health import views

urlpatterns = [
    path("health/live", views.live, name="health-live"),
    path("health/ready", views.ready, name="health-ready"),
    path("metrics", views.metrics, name="metrics"),
]
