"""Route of the audit log."""

from django.urls import path

from haochaping.workbench.audit import views

urlpatterns = [
    path("audit", views.log, name="workbench-audit"),
]
