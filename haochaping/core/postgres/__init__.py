"""The embedded PostgreSQL of a node: where it lies, how it is started, who may do what in it.

Nothing here needs Django except ``grants``: a node starts its database before its settings are
read.
"""
