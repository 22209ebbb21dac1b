"""Negative ratings from dispatch to closure (articles 9 to 11 of the city's rule)."""
