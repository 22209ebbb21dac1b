"""Compiles the translations: ``.po`` beside ``.mo``, without the gettext programs.

Understands what our catalogues use: comments, ``msgctxt``, ``msgid``, ``msgid_plural``,
``msgstr`` with and without index, strings continued over lines. Fuzzy entries are left out.
"""

import ast
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_MAGIC = 0x950412DE


class CatalogueUnreadable(Exception):
    """A line of a catalogue that cannot be understood; the message names file and line."""


@dataclass
class _Entry:
    fuzzy: bool = False
    strings: dict[str, str] = field(default_factory=dict)

    def pair(self) -> tuple[str, str] | None:
        """Key and value as gettext looks them up; None for what is not translated."""
        plurals = [self.strings[name] for name in sorted(self.strings) if name.startswith("msgstr")]
        if "msgid" not in self.strings or self.fuzzy or not any(plurals):
            return None
        key = self.strings["msgid"]
        if "msgid_plural" in self.strings:
            key += "\0" + self.strings["msgid_plural"]
        if "msgctxt" in self.strings:
            key = self.strings["msgctxt"] + "\4" + key
        return key, "\0".join(plurals)


def compile_all(root: Path) -> int:
    """Compile every catalogue below ``root`` whose ``.mo`` is older; answers how many it wrote."""
    written = 0
    for folder in (root / "locale", root / "haochaping"):
        for source in sorted(folder.rglob("LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            partial = target.with_suffix(".partial")
            partial.write_bytes(compiled(source))
            partial.replace(target)
            written += 1
    return written


def compiled(source: Path) -> bytes:
    """The machine-readable form of one catalogue; raises CatalogueUnreadable."""
    pairs: dict[bytes, bytes] = {}
    for entry in _entries(source):
        pair = entry.pair()
        if pair is not None:
            pairs[pair[0].encode()] = pair[1].encode()
    return _packed(sorted(pairs.items()))


def _entries(source: Path) -> Iterator[_Entry]:
    entry, name = _Entry(), ""
    for number, raw in enumerate(source.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip()
        if line.startswith("#~"):
            continue
        if entry.strings and _ends(line, entry):
            yield entry
            entry = _Entry()
        if line.startswith("#,") and "fuzzy" in line:
            entry.fuzzy = True
        if not line or line.startswith("#"):
            continue
        if not line.startswith('"'):
            name, _, line = line.partition(" ")
            entry.strings[name] = ""
        try:
            entry.strings[name] += _text(line)
        except (KeyError, ValueError, SyntaxError):
            raise CatalogueUnreadable(f"{source}, line {number}: {raw!r}") from None
    if entry.strings:
        yield entry


def _ends(line: str, entry: _Entry) -> bool:
    """Whether ``entry`` is complete before ``line``."""
    if not line or line.startswith(("#", "msgctxt ")):
        return True
    return line.startswith("msgid ") and "msgid" in entry.strings


def _text(quoted: str) -> str:
    if len(quoted) < 2 or quoted[0] != '"' or quoted[-1] != '"':
        raise ValueError(quoted)
    # The escapes of a catalogue are those of C, which Python shares.
    value = ast.literal_eval(quoted)
    if not isinstance(value, str):
        raise ValueError(quoted)
    return value


def _packed(pairs: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Two tables of (length, offset), then the strings, each closed by a zero byte."""
    pairs = list(pairs)
    header = 7 * 4
    offset = header + 16 * len(pairs)
    tables: list[bytes] = []
    strings: list[bytes] = []
    for column in (0, 1):
        for pair in pairs:
            text = pair[column]
            tables.append(struct.pack("<II", len(text), offset))
            strings.append(text + b"\0")
            offset += len(text) + 1
    head = struct.pack("<7I", _MAGIC, 0, len(pairs), header, header + 8 * len(pairs), 0, header)
    return head + b"".join(tables) + b"".join(strings)
