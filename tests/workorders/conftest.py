"""Orders are tested with the people of two counties."""

from tests.fixtures.office import offices

__all__ = ["offices"]
