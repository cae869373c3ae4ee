"""Addresses of the yearly report."""

from __future__ import annotations

from django.urls import path

from yifa.desk import report_api, report_files, report_views

urlpatterns = [
    path("reports/", report_views.index, name="reports"),
    path("reports/open/", report_views.open_one, name="report-open"),
    path("reports/list/<str:code>/<int:year>/", report_views.items, name="report-items"),
    path("reports/list/<str:code>/<int:year>/add/", report_views.item_edit, name="report-item-add"),
    path("reports/list/<str:code>/<int:year>/<int:item>/", report_views.item_edit, name="report-item"),
    path(
        "reports/list/<str:code>/<int:year>/<int:item>/drop/", report_views.item_drop, name="report-item-drop"
    ),
    path("reports/<int:pk>/", report_views.show, name="report"),
    path("reports/<int:pk>/edit/", report_views.edit, name="report-edit"),
    path("reports/<int:pk>/report.docx", report_files.word, name="report-docx"),
    path("reports/<int:pk>/report.pdf", report_files.pdf, name="report-pdf"),
    path("reports/<int:pk>/move/<str:move>/", report_views.move, name="report-move"),
    path("reports/<int:pk>/settings/", report_views.settings, name="report-settings"),
    path("reports/<int:pk>/withdraw/", report_views.withdraw, name="report-withdraw"),
    path("reports/<int:pk>/freeze/", report_views.freeze, name="report-freeze"),
    path("reports/<int:pk>/thaw/", report_views.thaw, name="report-thaw"),
    path("reports/<int:pk>/anew/", report_views.write_anew, name="report-anew"),
    path("reports/<int:pk>/check/", report_views.check, name="report-check"),
    path("reports/<int:pk>/changes/", report_views.changes, name="report-changes"),
    path("reports/<int:pk>/figures/<str:code>/", report_views.figure, name="report-figure"),
    path("reports/<int:pk>/marks/", report_views.marks, name="report-marks"),
    path("reports/<int:pk>/history/", report_views.history, name="report-history"),
    path("reports/<int:pk>/history/restore/", report_views.restore, name="report-restore"),
    path("reports/<int:pk>/upload/", report_files.upload, name="report-upload"),
    path("reports/<int:pk>/upload/<int:upload>/", report_files.upload_review, name="report-upload-review"),
    path("reports/<int:pk>/api/state/", report_api.state, name="report-state"),
    path("reports/<int:pk>/api/figures/", report_api.figures, name="report-figures"),
    path("reports/<int:pk>/api/comment/", report_api.comment, name="report-comment"),
    path("reports/<int:pk>/api/review/", report_api.review, name="report-review"),
    path("reports/<int:pk>/api/passage/<int:passage>/<str:verb>/", report_api.passage, name="report-passage"),
]
