"""Tables to which rows are only ever added: the triggers that hold for every role.

The model also says ``append_only = True``: the application's role is then granted neither UPDATE
nor DELETE on its table.
"""

import pgtrigger


def append_only_triggers() -> tuple[pgtrigger.Trigger, ...]:
    """Refuse change, removal and truncation."""
    return (
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="no_truncate",
            operation=pgtrigger.Truncate,
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            func="RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;",
        ),
    )
