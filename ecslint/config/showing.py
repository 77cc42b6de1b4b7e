"""Values of a configuration as a person reads them: TOML, with the origin of each behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple


class Shown(NamedTuple):
    """A key with its value, and who says so."""

    key: str
    value: Any
    origin: str


def to_text(shown: Iterable[Shown]) -> str:
    """One line a key."""
    lines = [(f"{each.key} = {toml(each.value)}", each.origin) for each in shown]
    width = min(max((len(line) for line, _ in lines), default=0), 60)
    return "".join(f"{line:{width}}  # {origin}\n" for line, origin in lines)


def toml(value: Any) -> str:
    """A value as TOML writes it, on one line."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case Mapping():
            inner = ", ".join(f"{name(key)} = {toml(item)}" for key, item in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case list() | tuple():
            return f"[{', '.join(map(toml, value))}]"
        case Decimal():
            text = str(value)
            return text if re.search(r"[.E]", text) else f"{text}.0"
    return str(value)


def name(key: str) -> str:
    """A key as TOML writes it."""
    return key if re.fullmatch(r"[\w-]+", key, re.ASCII) else toml(key)
