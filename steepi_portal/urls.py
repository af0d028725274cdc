"""Where everything is. `docs` and the README list the same addresses."""

from django.contrib import admin
from django.urls import include, path

from steepi_portal import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("sw.js", views.service_worker, name="service-worker"),
    path("accounts/", include("workshops.accounts_urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("analysis/", include("analysis.urls")),
    path("api/", include("analysis.urls_api")),
    path("", include("analysis.urls_room")),
    path("", include("workshops.urls")),
]
