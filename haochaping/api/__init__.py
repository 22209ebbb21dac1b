"""The HTTP interface for other systems (api.md): routers, signatures, problem documents."""
