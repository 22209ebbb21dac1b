"""Pages for raters, the public and the press."""
