"""Django's entry for the public pages."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """Holds no tables; its catalogue of translations is found through it."""

    name = "haochaping.public"
    label = "public"
