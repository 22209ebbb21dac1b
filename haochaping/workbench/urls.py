"""Routes below ``/workbench/``: each area appends its own line."""

from django.urls import include, path

from haochaping.workbench.home import home

urlpatterns = [
    path("", home, name="workbench"),
    path("", include("haochaping.workbench.account.urls")),
    path("", include("haochaping.workbench.audit.urls")),
    path("", include("haochaping.workbench.users.urls")),
    path("orders/", include("haochaping.workbench.workorders.urls")),
]
