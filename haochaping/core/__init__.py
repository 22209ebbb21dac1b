"""Clock, identifiers, errors, events, state machine, cryptography: nothing of the domain."""
