"""Cases (办件) and their services (服务环节), the people served, tickets and one-time codes."""
