"""Filters of public pages."""
