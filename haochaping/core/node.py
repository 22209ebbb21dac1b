"""What one node is told by its environment: where its data lies, its address, its policies."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_SWITCH = {"on": True, "off": False}


class UnusableSetting(ValueError):
    """An environment variable whose value the node cannot work with."""


def _switch(environment: Mapping[str, str], name: str, default: str) -> bool:
    value = environment.get(name, default).lower()
    if value not in _SWITCH:
        raise UnusableSetting(f"{name} must be on or off, not {value!r}")
    return _SWITCH[value]


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """The environment of a node, read once at start.

    ``ticket_code`` is the policy of design §3.7: a ticket that passed through an office's hands
    needs a one-time code sent to the rater's own number. Switched off (load tests, pilots), such
    ratings are stored with the origin ``unconfirmed`` and enter no score. ``proxies`` is how many
    reverse proxies of ours stand before the node, each of which adds to ``X-Forwarded-For``.
    """

    data_dir: Path
    base_url: str
    allowed_hosts: list[str]
    ticket_code: bool
    ticket_days: int
    default_days: int
    title: str
    proxies: int

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "NodeSettings":
        """Read the variables; raises UnusableSetting with the variable's name."""
        base_url = environment.get("HAOCHAPING_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
        hosts = environment.get("HAOCHAPING_ALLOWED_HOSTS", "*" if "127.0.0.1" in base_url else "")
        return cls(
            data_dir=Path(environment.get("HAOCHAPING_DATA", "./var")).absolute(),
            base_url=base_url,
            allowed_hosts=[host for host in hosts.split(",") if host],
            ticket_code=_switch(environment, "HAOCHAPING_TICKET_CODE", "on"),
            ticket_days=_days(environment, "HAOCHAPING_TICKET_DAYS", 30),
            default_days=_days(environment, "HAOCHAPING_DEFAULT_DAYS", 7),
            title=environment.get("HAOCHAPING_TITLE", "许昌市政务服务“好差评”"),
            proxies=_proxies(environment),
        )

    @property
    def https(self) -> bool:
        """Whether the node is reached over TLS, which makes its cookies secure ones."""
        return self.base_url.startswith("https://")

    @property
    def keys_dir(self) -> Path:
        """Where keys lie: beside the database directory, never inside it."""
        return self.data_dir / "keys"

    @property
    def sms_file(self) -> Path:
        """Where the file gateway delivers, one JSON object a line."""
        return self.data_dir / "sms.jsonl"


def _days(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 366:
        raise UnusableSetting(f"{name} must be a whole number of days from 1 to 366, not {text!r}")
    return int(text)


def _proxies(environment: Mapping[str, str]) -> int:
    text = environment.get("HAOCHAPING_PROXIES", "0")
    if len(text) != 1 or text not in "0123456789":
        raise UnusableSetting(f"HAOCHAPING_PROXIES must be a number from 0 to 9, not {text!r}")
    return int(text)
