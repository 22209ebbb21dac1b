"""Signing in and out, the own password, the own account."""
