"""Planned values at the places where the sources write them.

The plan says what a value is, the source where it is written, and what the plan cannot know: the
leaves of a document of which one is known only after the deployment, and what an attribute refers to.
"""

from __future__ import annotations

from ecslint.json_text import JsonError, parse_json
from ecslint.source import Span
from ecslint.value import (
    Absent,
    Alternatives,
    Document,
    Failure,
    Known,
    Mapping,
    Reference,
    Sequence,
    Text,
    Unknown,
    Value,
    Via,
    literal,
)


def overlaid(planned: Value, written: Value, *, document: bool = False) -> Value:
    """The planned value where it is written. In a document, what only the source has is kept:
    the provider has left out of the plan what it does not know."""
    match written:
        case Alternatives(then=then, otherwise=otherwise):
            fitting = [each for each in (then, otherwise) if may_be(planned, each)]
            if _is_hidden(planned):
                return written
            chosen = fitting[0] if len(fitting) == 1 else Unknown("", written.span, written.via)
            return overlaid(planned, chosen, document=document)
        case Reference(target=target, attribute=attribute, value=configured) if may_be(planned, written):
            if _is_hidden(planned):
                return written
            value = moved(planned, written.span) if configured is None else overlaid(planned, configured)
            return Reference(target, attribute, written.span, written.via, value)
    if _is_hidden(planned):
        nothing = Absent | Failure if isinstance(planned, Unknown) else Unknown | Absent | Failure
        return moved(planned, written.span, written.via) if isinstance(written, nothing) else written
    match planned, written:
        case Mapping(), Mapping():
            return _mapping(planned, written, document)
        case Sequence(), Sequence():
            return _sequence(planned, written, document)
        case (Known() | Text(), Document() | Text()):
            return _text(planned, written)
    return moved(planned, written.span, written.via)


def _is_hidden(value: Value) -> bool:
    """Whether the plan does not say what a value is."""
    return isinstance(value, Unknown) or isinstance(value, Reference) and value.value is None


def _mapping(planned: Mapping, written: Mapping, document: bool) -> Mapping:
    items: dict[str, Value] = {}
    for name, value in written.items.items():
        if name in planned.items:
            items[name] = overlaid(planned.items[name], value, document=document)
        elif document or _is_nothing(value):
            items[name] = value
    for name, value in planned.items.items():
        if name not in items and not _is_hidden(value):
            items[name] = moved(value, written.span)
    return Mapping(items, written.span, written.keys, written.via, None, written.kind)


def _is_nothing(value: Value) -> bool:
    """Whether the source writes down that nothing is given: what an attribute is where a plan has none."""
    match value:
        case Known(value=None) | Absent() | Sequence(items=(), open=None):
            return True
    return False


def _sequence(planned: Sequence, written: Sequence, document: bool) -> Sequence:
    """Each planned item at the only written one that it may be, or at that of its position."""
    items: list[Value] = []
    for number, item in enumerate(planned.items):
        fitting = [each for each in written.items if may_be(item, each)]
        same = len(planned.items) == len(written.items) and written.kind != "set"
        if len(fitting) != 1 and same and written.items[number] in fitting:
            fitting = [written.items[number]]
        if len(fitting) == 1:
            items.append(overlaid(item, fitting[0], document=document))
        else:
            items.append(moved(item, written.span, written.via))
    return Sequence(tuple(items), written.span, written.via, kind=written.kind)


def _text(planned: Value, written: Document | Text) -> Value:
    """Text that the source writes as a document, or in parts."""
    content = _parsed(written)
    value = _parsed(planned)
    if value is not None and content is not None and may_be(value, content):
        return Document(overlaid(value, content, document=True), written.span, written.via)
    refers = isinstance(written, Text) and any(isinstance(part, Reference) for part in written.parts)
    return written if refers and may_be(planned, written) else moved(planned, written.span, written.via)


def _parsed(value: Value) -> Value | None:
    """The list or object in JSON text."""
    if isinstance(value, Document):
        return value.content
    if isinstance(value, Known | Text):
        parts = value.parts if isinstance(value, Text) else (value,)
        if not isinstance(value, Text) and not isinstance(value.value, str):
            return None
        try:
            value = parse_json(parts, value.span, value.via)
        except JsonError:
            return None
    return value if isinstance(value, Sequence | Mapping | Alternatives) else None


def may_be(planned: Value, written: Value) -> bool:
    """Whether a planned value may be what an expression of the source gives."""
    match written:
        case Alternatives(then=then, otherwise=otherwise):
            return may_be(planned, then) or may_be(planned, otherwise)
        case Reference(value=Value() as configured):
            return may_be(planned, configured)
    if _is_hidden(planned):
        return not isinstance(written, Known) or not written.value
    match planned, written:
        case _, Known(value=None):  # the provider gives what is null its default
            return True
        case Reference(value=Value() as known), _:
            return may_be(known, written)
        case (Known(value=value), Known(value=other)):
            return _shown(value) == _shown(other)
        case (Known(), Text(parts=parts)):
            first, last = literal(parts[0]) or "", literal(parts[-1]) or ""
            text = _shown(planned.value)
            return text.startswith(first) and text.endswith(last) and literal(written) in (None, text)
        case Mapping(), Mapping():
            return all(
                may_be(value, written.items[name])
                for name, value in planned.items.items()
                if name in written.items
            )
        case (Sequence(), Sequence()) | (Known() | Text(), Document()) | (Text(), Text() | Known()):
            return True
    return isinstance(written, Unknown | Failure | Reference)


def contradicts(planned: Value, written: Value) -> bool:
    """Whether the source certainly says something else than the plan, but for the case of letters."""
    match planned, written:
        case Known(), Known(value=other):
            return not may_be(planned, written) and str(planned.value).lower() != str(other).lower()
        case (Known() | Text(), Document() | Text()):
            value, content = _parsed(planned), _parsed(written)
            return value is not None and content is not None and contradicts(value, content)
        case Mapping(), Mapping():
            common = planned.items.keys() & written.items.keys()
            return any(contradicts(planned.items[name], written.items[name]) for name in common)
        case Sequence(items=items), Sequence(open=None):
            if all(isinstance(each, Known) for each in written.items):  # the provider may add some
                return any(all(contradicts(item, each) for item in items) for each in written.items)
            return any(all(contradicts(item, each) for each in written.items) for item in items)
    return False


def _shown(scalar: object) -> str:
    return str(scalar).lower() if isinstance(scalar, bool) else str(scalar)


def moved(value: Value, span: Span, via: Via = ()) -> Value:
    """A value with all its parts at one place."""
    match value:
        case Known(value=scalar):
            return Known(scalar, span, via)
        case Text():
            plain = literal(value)
            return (
                Known(plain, span, via) if plain is not None else Unknown("the text is not known", span, via)
            )
        case Sequence(items=items):
            return Sequence(tuple(moved(item, span) for item in items), span, via, kind=value.kind)
        case Mapping(items=members):
            return Mapping({name: moved(item, span) for name, item in members.items()}, span, None, via)
        case Reference(target=target, attribute=attribute, value=inner):
            known = None if inner is None else moved(inner, span)
            return Reference(target, attribute, span, via, known)
        case Unknown(reason=reason, identity=identity):
            return Unknown(reason, span, via, identity=identity)
    return value
