"""Addresses of the portal. They stay for ever: a report is cited by office and year, a version of it by its number too."""

from django.urls import path

from yifa.portal import views

urlpatterns = [
    path("public/", views.index, name="portal"),
    path("public/feed.xml", views.feed, name="portal-feed"),
    path("public/<str:code>/", views.office, name="portal-office"),
    path("public/<str:code>/<int:year>/", views.report, name="portal-report"),
    path("public/<str:code>/<int:year>/report.json", views.report_json, name="portal-json"),
    path("public/<str:code>/<int:year>/figures.csv", views.figures_csv, name="portal-csv"),
    path("public/<str:code>/<int:year>/report.pdf", views.report_pdf, name="portal-pdf"),
    path("public/<str:code>/<int:year>/files/<str:digest>/", views.enclosure, name="portal-file"),
    path("public/<str:code>/<int:year>/v<int:edition>/", views.report, name="portal-report"),
    path("public/<str:code>/<int:year>/v<int:edition>/report.json", views.report_json, name="portal-json"),
    path("public/<str:code>/<int:year>/v<int:edition>/figures.csv", views.figures_csv, name="portal-csv"),
    path("public/<str:code>/<int:year>/v<int:edition>/report.pdf", views.report_pdf, name="portal-pdf"),
    path(
        "public/<str:code>/<int:year>/v<int:edition>/files/<str:digest>/", views.enclosure, name="portal-file"
    ),
]
