"""What can go wrong with the embedded database, as one line that says what to do."""


class DatabaseUnusable(Exception):
    """The database cannot be started or reached; the message is for the operator."""
