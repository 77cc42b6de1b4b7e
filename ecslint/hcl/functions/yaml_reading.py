"""yamldecode: the scalars of YAML as Terraform resolves them, by the events of the parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ecslint.hcl.binary import number
from ecslint.hcl.functions.registry import Context, Refused, Undecided, function
from ecslint.hcl.scalars import parse_number, scalar_text

_WORDS: dict[str, bool | None] = {
    **{word: True for name in ("y", "yes", "true", "on") for word in (name, name.capitalize(), name.upper())},
    **{
        word: False
        for name in ("n", "no", "false", "off")
        for word in (name, name.capitalize(), name.upper())
    },
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
}
_TAG = "tag:yaml.org,2002:"
_DEEPEST = 50
_MOST = 10_000
_NUMBER = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?")
_PREFIXED = re.compile(r"[-+]?0(x[0-9a-fA-F]+|o[0-7]+)")
_TIME = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:([Tt ])(\d\d?):(\d\d?):(\d\d?)(?:\.\d*)?(Z|[-+]\d\d:\d\d)?)?")


@function("string")
def yamldecode(context: Context, text: str) -> Any:
    import yaml

    loader = getattr(yaml, "CSafeLoader", None)
    try:
        events = list(yaml.parse(text, Loader=loader or yaml.SafeLoader))
    except yaml.YAMLError as error:
        if loader is None:
            raise Undecided("the YAML text is not understood") from error
        raise Refused("the text is not YAML") from error
    if sum(isinstance(event, yaml.DocumentStartEvent) for event in events) > 1:
        raise Refused("there is more than one document")
    if len(events) <= 2:
        raise Refused("there is no document")
    return _Reader(iter(events[2:-2])).node(0)


class _Reader:
    """Makes values of events; `anchors` are those that aliases can refer to."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.anchors: dict[str, Any] = {}
        self.left = _MOST

    def node(self, depth: int) -> Any:
        return self._value(next(self.events), depth)

    def _value(self, event: Any, depth: int) -> Any:
        import yaml

        self.left -= 1
        if depth > _DEEPEST or self.left < 0:
            raise Undecided("the YAML text is nested too deeply")
        match event:
            case yaml.AliasEvent():
                if event.anchor not in self.anchors:
                    raise Refused("there is no such anchor")
                self.left -= _size(self.anchors[event.anchor])
                return self.anchors[event.anchor]
            case yaml.ScalarEvent():
                value: Any = _scalar(event)
            case yaml.SequenceStartEvent():
                _check_tag(event, "seq")
                value = tuple(self._items(depth))
            case _:
                _check_tag(event, "map")
                value = self._members(depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = value
        return value

    def _items(self, depth: int) -> Iterator[Any]:
        import yaml

        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self._value(event, depth + 1)

    def _members(self, depth: int) -> dict[str, Any]:
        import yaml

        members: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            merges = isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.implicit[0]
            key = "<<" if merges else self._value(event, depth + 1)
            value = self.node(depth + 1)
            if merges:
                if not isinstance(value, dict):
                    raise Refused("only a mapping can be merged")
                members |= value
                continue
            if key is None or isinstance(key, tuple | dict):
                raise Refused("a key is no string")
            members[scalar_text(key)] = value
        return members


def _size(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_size, value.values()))
    return 1 + sum(map(_size, value)) if isinstance(value, tuple) else 1


def _check_tag(event: Any, kind: str) -> None:
    if event.tag not in (None, "!", f"{_TAG}{kind}"):
        raise Refused(f"the tag {event.tag} is not supported")


def _scalar(event: Any) -> Any:
    text, tag = event.value, event.tag
    if tag is None and not event.implicit[0] or tag == "!":
        return text
    kind = "" if tag is None else tag.removeprefix(_TAG)
    if tag is not None and kind == tag:
        raise Refused(f"the tag {tag} is not supported")
    match kind:
        case "":
            return _resolved(text)
        case "str":
            return text
        case "int" | "float" | "bool" | "null" | "timestamp" | "binary":
            if event.style is None and kind != "binary":
                resolved = _resolved(text)
                if (
                    kind in ("int", "float")
                    and isinstance(resolved, bool | str)
                    or kind == "bool"
                    and not isinstance(resolved, bool)
                ):
                    raise Refused(f"{text} is no {kind}")
                return resolved
            if kind == "binary":
                return text
            raise Undecided(f"the tag {tag} is not evaluated")
    raise Refused(f"the tag {tag} is not supported")


def _resolved(text: str) -> Any:
    """A scalar without quotation marks."""
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.fullmatch(text):
        return _number(text)
    if _PREFIXED.fullmatch(text):
        return number(int(text.replace("0x", "").replace("0o", ""), 16 if "x" in text else 8))
    if re.fullmatch(r"[-+]?\.(inf|Inf|INF)", text):
        raise Undecided("an infinite number is not evaluated")
    if text in (".nan", ".NaN", ".NAN"):
        raise Refused("this is not a number")
    return _time(text)


def _number(text: str) -> Any:
    whole, _, exponent = text.lower().partition("e")
    padded = whole.replace("-.", "-0.").replace("+.", "+0.")
    padded = f"0{padded}" if padded.startswith(".") else padded
    parsed = parse_number(padded.rstrip(".") + (f"e{exponent}" if exponent else ""))
    if parsed is None:
        raise Undecided("the number is not evaluated")
    return parsed


def _time(text: str) -> str:
    """A timestamp as Terraform writes it; what is none is as it was."""
    from datetime import datetime

    found = _TIME.fullmatch(text)
    if found is None or found[4] == " " and found[8] or found[4] in ("T", "t") and not found[8]:
        return text
    try:
        time = datetime(*(int(found[place] or 0) for place in (1, 2, 3, 5, 6, 7)))  # type: ignore[arg-type]
    except ValueError:
        return text
    zone = found[8] or "Z"
    return f"{time.year:04}{time.strftime('-%m-%dT%H:%M:%S')}{'Z' if zone[1:] == '00:00' else zone}"
