"""Addresses of published results."""

from django.urls import path

from haochaping.public import results

urlpatterns = [
    path("results", results.results, name="results"),
    path("results/<str:region>", results.results, name="results-region"),
]
