"""Pages on which staff work with orders: my day, the list, one order."""
