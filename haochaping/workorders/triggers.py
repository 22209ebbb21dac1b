"""What the database itself refuses, whoever asks: the published table as triggers."""

import pgtrigger

from haochaping.workorders.states import WORKFLOW

_IDENTITY = (
    "no", "service_key", "assess_number", "level", "org_code", "area_code", "opened_at", "dims",
)  # fmt: skip

# Whatever changes, changes by exactly one step; and the deadline issued with the verdict (article
# 10: 15 natural days) stays as it is until the rater is answered.
_GUARD = """
    IF NEW.steps <> OLD.steps + 1 THEN
        RAISE EXCEPTION 'work order %: it changes by one step', OLD.no
            USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.clock IN ('rectify', 'explain') AND NEW.clock <> ''
       AND (NEW.due_at IS DISTINCT FROM OLD.due_at OR NEW.clock <> OLD.clock) THEN
        RAISE EXCEPTION 'work order %: an issued deadline stays', OLD.no
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

# Judged at commit: by then the step row of every change must be there.
_STORY = """
    IF NOT EXISTS (
        SELECT 1 FROM workorders_step s
        WHERE s.order_id = NEW.no AND s.seq = NEW.steps AND s.to_state = NEW.state
    ) THEN
        RAISE EXCEPTION 'work order %: state % has no step row', NEW.no, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
"""

_BIRTH = f"""
    IF NEW.state <> '{WORKFLOW.initial}' OR NEW.steps <> 1 THEN
        RAISE EXCEPTION 'work order %: an order begins at its beginning', NEW.no
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""

ORDER = (
    pgtrigger.FSM(name="published_table", field="state", transitions=WORKFLOW.pairs()),
    pgtrigger.ReadOnly(name="identity_stays", fields=list(_IDENTITY)),
    pgtrigger.Trigger(
        name="begins_at_the_beginning",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        func=_BIRTH,
    ),
    pgtrigger.Trigger(
        name="changes_by_steps",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        func=_GUARD,
    ),
    pgtrigger.Trigger(
        name="every_change_has_its_step",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        func=_STORY,
    ),
    pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
)
