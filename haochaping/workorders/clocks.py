"""Starting a clock: the node's rule, the calendar, and the deadline that is then stored."""

import datetime as dt

from haochaping.core import calendar
from haochaping.core.clock import business_day
from haochaping.workorders.deadlines import Deadline, Rule, due
from haochaping.workorders.enums import Clock, Unit
from haochaping.workorders.models import DeadlineRule

# 15 natural days are article 10. Dispatch and verification have limits of their own, so that the
# 15 days cannot be put off by leaving an order lie before the verdict.
DEFAULTS: dict[Clock, tuple[Rule, str]] = {
    Clock.DISPATCH: (Rule(1, Unit.WORKING), "节点规定"),
    Clock.VERIFY: (Rule(3, Unit.WORKING), "节点规定"),
    Clock.RECTIFY: (Rule(15, Unit.NATURAL), "制度第十条"),
    Clock.EXPLAIN: (Rule(15, Unit.NATURAL), "制度第十条"),
}


def rule_of(clock: Clock) -> Rule:
    """The rule in force in this node."""
    row = DeadlineRule.objects.filter(pk=clock).first()
    return DEFAULTS[clock][0] if row is None else Rule(row.amount, Unit(row.unit))


def start(clock: Clock, anchor: dt.datetime) -> Deadline:
    """The deadline of ``clock`` for what happened at ``anchor``; to be stored at once."""
    rule = rule_of(clock)
    first = business_day(anchor)
    # No arrangement has ever made more than half of the days of such a span free.
    reach = first + dt.timedelta(days=2 * rule.amount + 30)
    return due(rule, anchor, calendar.stored(first, reach))


def add_missing_rules() -> None:
    """Write down the limits that the node has none of its own for; called after migrations."""
    DeadlineRule.objects.bulk_create(
        [
            DeadlineRule(clock=clock, amount=rule.amount, unit=rule.unit, source=source)
            for clock, (rule, source) in DEFAULTS.items()
        ],
        ignore_conflicts=True,
    )
