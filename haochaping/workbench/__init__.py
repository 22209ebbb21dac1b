"""Pages for staff, one sub-package per area; sign-in is required by default."""
