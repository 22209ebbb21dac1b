"""Logs: one JSON object a line in ``DIR/logs/PART.log``, without personal data.

Nobody should log a person. That somebody will, in the text of an exception say, is why every
line passes through ``scrub`` last.
"""

import logging
import logging.handlers
import re
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

# An identity card: 17 digits and a check character, or the 15 digits of old ones that begin with a
# region and a birth date. A mobile number: 11 digits from 13 to 19, also with the country's code.
_PATTERNS = (
    (re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])"), "[certificate]"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "[mobile]"),
    # A ticket is what a rating is made with, a "not me" link what one is disputed with.
    (re.compile(r"(?<=/[rn]/)[A-Za-z0-9]{22,}"), "[ticket]"),
    (re.compile(r"(?<=/tickets/)[A-Za-z0-9]{22,}"), "[ticket]"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[e-mail]"),
    (re.compile(r"(postgres(?:ql)?://[^:@/\s]+:)[^@\s]+(?=@)"), r"\1[password]"),
)
_HIDDEN = frozenset(
    {
        "name",
        "user_name",
        "username",
        "certno",
        "cert_no",
        "mobile",
        "agentname",
        "agentmobile",
        "agentcertno",
        "text",
        "number",
        "address",
        "password",
        "secret",
        "ticket",
        "code",
        "writingevaluation",
        "signature",
        "cookie",
        "authorization",
    }
)


def configure(data: Path, part: str) -> None:
    """Send all logging of this process to ``DIR/logs/PART.log``."""
    folder = data.absolute() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    shared = _processors()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            scrub,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    # Watched, so that the system's log rotation may take the file away.
    handler = logging.handlers.WatchedFileHandler(folder / f"{part}.log", encoding="utf-8")
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in ("django", "procrastinate", "granian", "_granian", "granian.access"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True
    # One line for each job that starts and ends says nothing that the tables do not.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)


def scrub(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Take personal data out of a line: by the name of a field, else by the shape of a text."""
    return {key: _scrubbed(key, value) for key, value in event.items()}


def scrub_text(text: str) -> str:
    """``text`` with numbers of certificates and telephones, tickets and passwords replaced."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def _scrubbed(key: str, value: Any) -> Any:
    if key.lower() in _HIDDEN:
        return "[hidden]"
    if isinstance(value, str):
        return scrub_text(value)
    if isinstance(value, dict):
        return {str(inner): _scrubbed(str(inner), item) for inner, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_scrubbed("", item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        # A telephone number is also a number.
        text = str(value)
        return value if scrub_text(text) == text else scrub_text(text)
    return scrub_text(str(value))


def _processors() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
