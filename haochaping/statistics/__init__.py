"""Measures, incremental roll-ups, and the recount that must reproduce them."""
