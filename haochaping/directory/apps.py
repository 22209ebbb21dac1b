"""Django's entry for the directory."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Registers the directory's tables."""

    name = "haochaping.directory"
    label = "directory"
