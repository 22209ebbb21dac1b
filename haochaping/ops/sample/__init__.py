"""The sample city on a node: loading it, describing it, and a credible day of its services."""
