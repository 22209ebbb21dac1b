"""The workbench's door: on to the first place that the signed-in person may open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from haochaping.workbench.templatetags.workbench import navigation


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """My day for those who work with orders, otherwise what else there is for the role."""
    places = navigation({"request": request})
    return redirect(places[0].url if places else "/")
