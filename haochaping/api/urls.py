"""Routes below ``/api/``."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from haochaping.api.v1.api import api

_patterns, _application, _namespace = api.urls
for _pattern in _patterns:
    # Programs sign their requests; a session of the workbench plays no part here.
    _pattern.callback = login_not_required(_pattern.callback)  # type: ignore[type-var]

urlpatterns = [path("v1/", include((_patterns, _application), namespace=_namespace))]
