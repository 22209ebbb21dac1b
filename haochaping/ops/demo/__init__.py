"""``haochaping demo``: a day of the sample city, played from outside over the signed interface."""

from haochaping.ops.demo.play import run

__all__ = ["run"]
