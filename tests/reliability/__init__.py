"""Promises tried on whole nodes: what was acknowledged is there, what was tried on fails."""
