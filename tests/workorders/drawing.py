"""``docs/workorders.md`` as it follows from the code."""

from django.utils.translation import override, pgettext

from haochaping.workorders.clocks import DEFAULTS
from haochaping.workorders.enums import CONTEXT, Clock, State
from haochaping.workorders.states import STOPPED, TABLE, WORKFLOW

_HEAD = """# The published table of a work order

Which step leads from where to where, who may take it, what it needs and what it does to the clock.
This page is drawn from `haochaping/workorders/states.py` by `tests/workorders/test_drawing.py`;
the database enforces the same table. What is not listed is refused: 403 for people (or systems)
without the permission or outside its reach, 409 `step-not-allowed` for everything else, and nothing
is changed.
"""
_NEEDS = {"comment": "a text", "handling_org": "the handling unit (the rated one if none is named)"}


def page() -> str:
    """The whole page."""
    with override("zh-hans"):
        chinese = [_diagram(), _steps(), _clocks()]
    return "\n".join([_HEAD, *chinese])


def _name(state: str) -> str:
    return f"{State(state).label} `{state}`"


def _diagram() -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{State(each).label}" as {each}' for each in State]
    lines.append(f"    [*] --> {WORKFLOW.initial}: 差评生成工单")
    lines += [
        f"    {source} --> {row.target}: {pgettext(CONTEXT, row.title)}"
        for row in TABLE
        for source in sorted(row.sources)
    ]
    last = [each for each in State if not WORKFLOW.steps_from(each)]
    lines += [f"    {each} --> [*]" for each in last]
    return "\n".join([*lines, "```", ""])


def _steps() -> str:
    lines = ["| step | from | to | who may | permission | needs | clock |", "|" + "---|" * 7]
    for row in TABLE:
        sources = ", ".join(_name(source) for source in sorted(row.sources))
        needs = ", ".join(_NEEDS[each] for each in sorted(row.needs)) or "–"
        lines.append(
            f"| {pgettext(CONTEXT, row.title)} `{row.step}` | {sources} | {_name(row.target)}"
            f" | {row.who} ({pgettext(CONTEXT, row.who)}) | `{row.permission}` | {needs}"
            f" | {_effect(row.deadline)} |"
        )
    return "\n".join([*lines, ""])


def _effect(deadline: str | None) -> str:
    if deadline is None:
        return "runs on"
    return "stops" if deadline == STOPPED else f"starts: {Clock(deadline).label} `{deadline}`"


def _clocks() -> str:
    lines = [
        "## Time limits",
        "",
        "Counting starts the day after; a limit ends at 24:00 of its last day in Shanghai. Limits",
        "are rules of the node (table `workorders_deadline_rule`); a change holds for clocks that",
        f"start later. `{Clock.DISPATCH}` starts when the order is opened.",
        "",
        "| clock | limit | source |",
        "|---|---|---|",
    ]
    for clock, (rule, source) in DEFAULTS.items():
        lines.append(f"| {clock.label} `{clock}` | {rule.amount} {rule.unit.label} | {source} |")
    return "\n".join([*lines, ""])
