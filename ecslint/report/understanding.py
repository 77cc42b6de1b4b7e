"""Renders what ecslint understood of stacks: for people, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from ecslint.engine.describe import Description, Fact, Reading
from ecslint.place import Place
from ecslint.source import Span
from ecslint.value import Unknown

INDENT = "  "


class Understood(NamedTuple):
    """What was understood of a stack in one of its environments; `unread` is what was not read of it."""

    name: str
    environment: str
    descriptions: list[Description]
    unread: list[Unknown]


def to_text(stacks: list[Understood]) -> str:
    """A paragraph for each thing: its facts, where they stand, and what is unknown.

    Why a module was not read is said once, above all that may be unknown because of it.
    """
    lines: list[str] = []
    for name, environment, descriptions, unread in stacks:
        lines.append(f"stack {name}" + (f", environment {environment}" if environment else ""))
        why = {unknown.reason: unknown for unknown in unread}
        lines += [f"{INDENT}{reason}  ({_where(unknown.span)})" for reason, unknown in why.items()]
        known_as = {reason: unknown.identity for reason, unknown in why.items()}
        for description in descriptions:
            lines += _block(description, INDENT, known_as)
        lines.append("")
    return "\n".join(lines)


def _block(description: Description, indent: str, known_as: dict[str, str]) -> Iterator[str]:
    calls = "".join(f" ← {step.note} {_where(step.span)}" for step in description.calls)
    yield f"{indent}{description.noun} {description.address}  {_where(description.span)}{calls}"
    yield from _facts(description, indent + INDENT, known_as)
    for part in description.parts:
        yield f"{indent}{INDENT}{part.noun}"
        yield from _facts(part, indent + INDENT * 2, known_as)


def _facts(description: Description, indent: str, known_as: dict[str, str]) -> Iterator[str]:
    width = max(len(fact.name) for fact in description.facts)
    for fact in description.facts:
        for reading in fact.readings:
            yield f"{indent}{fact.name:<{width}}  {_reading(reading)}"
        for reason, span in fact.unknown:
            because = known_as.get(reason) or f"{reason}  ({_where(span)})"
            yield f"{indent}{fact.name:<{width}}  unknown: {because}"


def _reading(reading: Reading) -> str:
    when = f"  when {' or '.join(reading.when)}" if reading.when else ""
    if reading.value is None:
        return f"-{when}"
    if not reading.written:
        return f"{_words(reading.value)}  (default){when}"
    ways = "".join(f" ← {step.note} {_where(step.span)}" for step in reading.place.via)
    return f"{_words(reading.value)}  ({_where(reading.place.span)}{ways}){when}"


def _words(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(str, value)) or "none"
    return str(value)


def _where(span: Span) -> str:
    return f"{span.source.path}:{span.line}"


def to_json(stacks: list[Understood]) -> str:
    """The same for programs, schema version 1."""
    document = {
        "schema_version": 1,
        "stacks": [
            {
                "name": name,
                "environment": environment or None,
                "resources": [_described(description) for description in descriptions],
            }
            for name, environment, descriptions, _ in stacks
        ],
    }
    return json.dumps(document, indent=2, default=str) + "\n"


def _described(description: Description) -> dict[str, Any]:
    return {
        "kind": description.noun,
        "address": description.address,
        **_position(description.span),
        "calls": [{**_position(step.span), "message": step.note} for step in description.calls],
        "facts": {fact.name.replace(" ", "_"): _fact(fact) for fact in description.facts},
        "parts": [_described(part) for part in description.parts],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "values": [
            {
                "value": reading.value,
                "written": reading.written,
                "when": list(reading.when),
                **_place(reading.place),
            }
            for reading in fact.readings
        ],
        "unknown": [{"reason": reason, **_position(span)} for reason, span in fact.unknown],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        **_position(place.span),
        "via": [{**_position(step.span), "message": step.note} for step in place.via],
    }


def _position(span: Span) -> dict[str, Any]:
    line, column, *_ = span.bounds()
    return {"path": span.source.path, "line": line, "column": column}
