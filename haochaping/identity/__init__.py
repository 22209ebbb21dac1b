"""Sign-in, roles, permissions, data scope, and the systems that call the interfaces."""
