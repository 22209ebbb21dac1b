"""Running a node: the command line, health, metrics, the check, the demonstration, the benches."""
