"""Who serves whom, where and with what: regions, organisations, halls, staff, service items."""
