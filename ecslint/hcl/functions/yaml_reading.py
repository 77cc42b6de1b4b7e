"""yamldecode: the scalars of YAML as Terraform resolves them, by the events of the parser.

Values stand where their text was written. Parts of the text that are not known stand for scalars or parts of
scalars; where one may change the structure nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ecslint.hcl.binary import number
from ecslint.hcl.equality import configured
from ecslint.hcl.functions.registry import Context, Refused, Undecided, function, to_value
from ecslint.hcl.functions.relocation import Piece
from ecslint.hcl.operators import reason_of
from ecslint.hcl.scalars import parse_number, scalar_text, text_of
from ecslint.source import Span
from ecslint.value import Known, Mapping, Sequence, Text, Unknown, Value

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


_HOLE = "\ue000"
_holes = re.compile(f"{_HOLE}(\\d+){_HOLE}").split


@function("value", split="deep")
def yamldecode(context: Context, value: Value) -> Any:
    import yaml

    written = _Written(configured(value))
    loader = getattr(yaml, "CSafeLoader", None)
    try:
        events = list(yaml.parse(written.text, Loader=loader or yaml.SafeLoader))
    except yaml.YAMLError as error:
        if loader is None or written.unknown:
            raise Undecided("the YAML text is not understood") from error
        raise Refused("the text is not YAML") from error
    if sum(isinstance(event, yaml.DocumentStartEvent) for event in events) > 1:
        raise Refused("there is more than one document")
    if len(events) <= 2:
        raise Refused("there is no document")
    return _Reader(iter(events[2:-2]), written).node(0)


class _Written:
    """Text to be read, with marks in the place of its unknown parts, and where it was written."""

    def __init__(self, value: Value) -> None:
        if isinstance(value, Sequence | Mapping) or isinstance(value, Known) and value.value is None:
            raise Refused("a string is needed")
        self.value = value
        self.text = ""
        self.unknown: list[Value] = []
        self.pieces: list[Piece] = []
        for part in value.parts if isinstance(value, Text) else (value,):
            text = scalar_text(part.value) if isinstance(part, Known) else text_of(part)
            if text is None and not isinstance(value, Text) or text is not None and _HOLE in text:
                raise Undecided
            if text is None:
                text = f"{_HOLE}{len(self.unknown)}{_HOLE}"
                self.unknown.append(part)
            end = len(self.text) + len(text)
            self.pieces.append(Piece(len(self.text), end, part.span))
            self.text += text

    def span(self, event: Any) -> Span:
        """Where an event was written."""
        start, end = event.start_mark.index, event.end_mark.index
        for piece in self.pieces:
            if piece.start <= start < piece.end:
                if not piece.exact:
                    return piece.span
                offset = piece.span.start - piece.start
                return Span(piece.span.source, start + offset, min(end, piece.end) + offset)
        return self.value.span

    def filled(self, text: str, span: Span, plain: bool) -> Value:
        """A scalar with unknown parts."""
        texts = _holes(text)
        if plain and len(texts) == 3 and not texts[0] and not texts[2]:
            part = self.unknown[int(texts[1])]
            if isinstance(part, Unknown):
                return Unknown(part.reason, part.span, part.via, identity=f"yamldecode({part.identity})")
        parts: list[Value] = []
        for place, piece in enumerate(texts):
            if place % 2:
                parts.append(self.unknown[int(piece)])
            elif piece:
                parts.append(Known(piece, span))
        return Text(tuple(parts), span)


class _Reader:
    """Makes values of events; `anchors` are those that aliases can refer to."""

    def __init__(self, events: Iterator[Any], written: _Written) -> None:
        self.events = events
        self.written = written
        self.anchors: dict[str, Value] = {}
        self.left = _MOST

    def node(self, depth: int) -> Value:
        return self._value(next(self.events), depth)

    def _value(self, event: Any, depth: int) -> Value:
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
                value = self._scalar(event)
            case yaml.SequenceStartEvent():
                _check_tag(event, "seq")
                value = Sequence(tuple(self._items(depth)), self.written.span(event))
            case _:
                _check_tag(event, "map")
                value = self._members(event, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = value
        return value

    def _scalar(self, event: Any) -> Value:
        span = self.written.span(event)
        if _HOLE in event.value:
            if event.tag is not None:
                raise Undecided(reason_of(self.written.unknown))
            return self.written.filled(event.value, span, event.implicit[0])
        return to_value(_scalar(event), span)

    def _items(self, depth: int) -> Iterator[Value]:
        import yaml

        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self._value(event, depth + 1)

    def _members(self, start: Any, depth: int) -> Value:
        import yaml

        members: dict[str, Value] = {}
        keys: dict[str, Span] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            merges = isinstance(event, yaml.ScalarEvent) and event.value == "<<" and event.implicit[0]
            key = None if merges else self._value(event, depth + 1)
            value = self.node(depth + 1)
            if key is None:
                if not isinstance(value, Mapping):
                    raise Refused("only a mapping can be merged")
                members |= value.items
                keys |= value.keys
                continue
            if isinstance(key, Text | Unknown):
                raise Undecided(reason_of([key]))
            if not isinstance(key, Known) or key.value is None:
                raise Refused("a key is no string")
            name = scalar_text(key.value)
            members[name], keys[name] = value, key.span
        return Mapping(members, self.written.span(start), keys)


def _size(value: Value) -> int:
    if isinstance(value, Mapping):
        return 1 + sum(map(_size, value.items.values()))
    return 1 + sum(map(_size, value.items)) if isinstance(value, Sequence) else 1


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
