"""Tags of workbench pages."""
