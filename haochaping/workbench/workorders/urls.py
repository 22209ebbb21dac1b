"""Addresses of the pages on orders; staff only, sign-in is the rule."""

from django.urls import path

from haochaping.workbench.workorders import views

urlpatterns = [
    path("", views.order_list, name="workorders"),
    path("today", views.today, name="workorders-today"),
    path("<str:no>", views.order, name="workorder"),
    path("<str:no>/<str:step>", views.take_step, name="workorder-step"),
]
