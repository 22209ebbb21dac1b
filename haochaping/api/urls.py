"""Routes below ``/api/``."""

from django.urls import path

from haochaping.api.v1.api import api

urlpatterns = [path("v1/", api.urls)]
