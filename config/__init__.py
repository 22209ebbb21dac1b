"""Settings, routes and processes of a node."""
