"""Routes below ``/workbench/``: each area appends its own line."""

from django.urls import include, path

urlpatterns = [
    path("", include("haochaping.workbench.account.urls")),
]
