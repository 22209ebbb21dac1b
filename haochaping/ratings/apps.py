"""Django's entry for the ratings area."""

from django.apps import AppConfig


class RatingsConfig(AppConfig):
    """Registers the tables of ratings, texts, rulings, defaults and indicators."""

    name = "haochaping.ratings"
    label = "ratings"
