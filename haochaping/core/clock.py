"""Time: one clock, one business time zone (Asia/Shanghai), the formats of the interfaces."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def business_day(moment: dt.datetime) -> dt.date:
    """The calendar day in Shanghai on which ``moment`` falls."""
    return moment.astimezone(SHANGHAI).date()


def day_start(day: dt.date) -> dt.datetime:
    """00:00 of ``day`` in Shanghai."""
    return dt.datetime.combine(day, dt.time(), tzinfo=SHANGHAI)


def day_end(day: dt.date) -> dt.datetime:
    """24:00 of ``day`` in Shanghai, which is 00:00 of the next."""
    return day_start(day + dt.timedelta(days=1))


def parse_time(text: str) -> dt.datetime:
    """Read ``yyyy-MM-dd HH:mm:ss`` (Shanghai) or RFC 3339 with an offset; ValueError otherwise."""
    if _PLAIN.fullmatch(text):
        return dt.datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    if _RFC3339.fullmatch(text):
        return dt.datetime.fromisoformat(text.upper())
    raise ValueError("not a time of the form yyyy-MM-dd HH:mm:ss or RFC 3339 with an offset")


def to_rfc3339(moment: dt.datetime) -> str:
    """``2026-11-24T10:30:00+08:00``: whole seconds, Shanghai's offset."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds")


def display(moment: dt.datetime) -> str:
    """``2026-11-24 10:30:00`` as people in Shanghai read it."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
