"""Who did what to what, when, from where."""
