"""``haochaping bench``: what the figures are measured with."""
