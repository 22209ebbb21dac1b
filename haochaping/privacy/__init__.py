"""Masking and redaction."""
