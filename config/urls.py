"""All routes of a node, by the people they are for."""

from importlib.util import find_spec

from django.urls import include, path

_AREAS = (
    ("api/", "haochaping.api.urls"),
    ("workbench/", "haochaping.workbench.urls"),
    ("", "haochaping.ops.urls"),
    ("", "haochaping.public.urls"),
)


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


urlpatterns = [path(prefix, include(module)) for prefix, module in _AREAS if _exists(module)]
