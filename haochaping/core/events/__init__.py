"""The event log of design §3.4: writers emit, one sequencer orders, readers follow positions."""

from haochaping.core.events.inbox import NewEvent, emit, emit_many
from haochaping.core.events.readers import Event, reader

__all__ = ["Event", "NewEvent", "emit", "emit_many", "reader"]
