"""All addresses of the product: each door brings its own list."""

from django.urls import include, path

urlpatterns = [
    path("", include("yifa.health.urls")),
    path("", include("yifa.portal.urls")),
    path("", include("yifa.desk.urls")),
]

handler400 = "yifa.desk.errors.bad_request"
handler403 = "yifa.desk.errors.forbidden"
handler404 = "yifa.desk.errors.not_found"
handler500 = "yifa.desk.errors.server_error"
