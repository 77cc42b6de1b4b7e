"""The outline of JSON and YAML: members and items, in files of their own and in text of other files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ecslint.engine.baseline.outline import Part, naming
from ecslint.json_scalars import JsonError
from ecslint.json_syntax import HOLE, Parser, Undecidable
from ecslint.source import Source, Span
from ecslint.value import Alternatives, Known, Mapping, Sequence, Text, Unknown, Value
from ecslint.yaml_text import Tagged

_opening = re.compile(r"[\[{]").search
_holes = re.compile(r"[$%]\{(?:[^{}]|\{[^{}]*+\})*+\}|\{\{.*?\}\}|<[A-Za-z][\w .:/-]*+>").sub
_CLOSING = {"[": "]", "{": "}"}


def parts_of_document(source: Source) -> Iterable[Part]:
    """The parts of a file of JSON or YAML, also of one in which placeholders are to be filled in."""
    from ecslint.parsers.cloudformation.document import read
    from ecslint.parsers.placeholders import read_filled

    value, _ = read(source)
    if not isinstance(value, (Mapping, Sequence)):
        value = read_filled(source, "", [])
    return _within(value, source.text)


def parts_of_text(text: str, before: int) -> Iterable[Part]:
    """The parts of the JSON that a text holds; `before` is what stands before the text."""
    opening = _opening(text)
    if opening is None:
        return ()
    start, end = opening.start(), text.rfind(_CLOSING[opening[0]]) + 1
    scratch = Source("", _holes(lambda hole: HOLE + "x" * (len(hole[0]) - 1), text[start:end]))
    holes: dict[int, Value] = {
        at: Unknown("", Span(scratch, at, at + 1)) for at, each in enumerate(scratch.text) if each == HOLE
    }
    try:
        value = Parser(scratch, holes, []).document()
    except (JsonError, Undecidable):
        return ()
    return _shifted(_within(value, scratch.text), before + start)


def _shifted(parts: Iterable[Part], by: int) -> Iterator[Part]:
    for start, end, name, inner in parts:
        yield Part(start + by, end + by, name, _shifted(inner, by))


def _within(value: Value, text: str) -> Iterator[Part]:
    """The named parts of a value that are written inside of it."""
    match value:
        case Tagged(content=content):
            yield from _within(content, text)
        case Mapping(items=items, keys=keys, span=span):
            for name, item in items.items():
                key = keys.get(name)
                if key is not None and span.start <= key.start < span.end:
                    inside = key.end <= item.span.start <= span.end  # else it is an alias
                    end = item.span.end if inside else key.end
                    yield Part(key.start, end, name, _within(item, text) if inside else ())
        case Sequence(items=items, span=span):
            for item in items:
                if span.start <= item.span.start <= span.end:
                    yield Part(item.span.start, item.span.end, _item(item), _within(item, text))
        case Alternatives(then=then, otherwise=otherwise):
            parts = list(_within(then, text))
            known = {part.start for part in parts}
            yield from parts
            yield from (part for part in _within(otherwise, text) if part.start not in known)
        case Known(value=str()) | Text():
            start, end = value.span.start, value.span.end
            if "\n" in text[start:end]:
                yield from parts_of_text(text[start:end], start)


def _item(item: Value) -> str:
    if isinstance(item, Mapping):
        members = ((key, each.value) for key, each in item.items.items() if isinstance(each, Known))
        return naming(members) or "[]"
    return "[]"
