"""Ratings: levels, indicators, aspects, the one writer, receipts, defaults and rulings."""
