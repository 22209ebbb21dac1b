"""All routes of a node, by the people they are for."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("haochaping.api.urls")),
    path("workbench/", include("haochaping.workbench.urls")),
    path("", include("haochaping.ops.urls")),
    path("", include("haochaping.public.urls")),
]

handler400 = "config.errors.malformed"
handler404 = "config.errors.not_found"
handler500 = "config.errors.failed"
