"""What two sides know of the attributes of a resource, compared leaf by leaf."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from ecslint.json_text import JsonError, parse_json
from ecslint.model.data.shapes import CONTAINER
from ecslint.resource import Resource
from ecslint.value import Absent, Document, Known, Mapping, Reference, Sequence, Text, Value, literal
from ecslint.world import World


class Nobody:
    """What cannot be known."""

    def __repr__(self) -> str:
        return "?"


UNKNOWN = Nobody()


class Json:
    """JSON text, with what is in it."""

    def __init__(self, content: Any) -> None:
        self.content = content


class Open(dict[str, Any]):
    """An object that may have more members than are known."""


class Comparison:
    """Counts of leaves by who knows them, and the differences."""

    def __init__(self) -> None:
        self.resources = self.equal = self.theirs_only = self.ours_only = self.filled_in = self.dropped = 0
        self.differences: list[str] = []

    def add(self, other: Comparison) -> None:
        self.resources += other.resources
        self.equal += other.equal
        self.theirs_only += other.theirs_only
        self.ours_only += other.ours_only
        self.filled_in += other.filled_in
        self.dropped += other.dropped
        self.differences += other.differences

    def summary(self) -> str:
        return f"{self.resources} resources, {self.equal} equal, {len(self.differences)} different"

    def table(self) -> str:
        return (
            f"{self.resources:5} resources\n{self.equal:5} attributes equal\n"
            f"{len(self.differences):5} different\n{self.theirs_only:5} known to Terraform only\n"
            f"{self.filled_in:5} not written, filled in by the provider\n"
            f"{self.dropped:5} dropped by the provider: zeros and unknown keys in containers\n"
            f"{self.ours_only:5} known to ecslint only"
        )

    def resource(self, address: str, after: Any, unknown: Any, resource: Resource) -> None:
        """Compare all attributes of a resource that both sides have."""
        self.resources += 1
        self.members(address, after, unknown, known(resource.body))

    def members(self, path: str, theirs: dict[str, Any], unknown: Any, ours: dict[str, Any]) -> None:
        hidden = unknown if isinstance(unknown, dict) else {}
        for name in sorted({*theirs, *hidden, *ours}):
            mine = ours.get(name, UNKNOWN if isinstance(ours, Open) else None)
            self.values(f"{path}.{name}", theirs.get(name), hidden.get(name, False), mine)

    def values(self, path: str, theirs: Any, unknown: Any, ours: Any) -> None:
        """Compare one value, of which `unknown` says what Terraform does not know yet."""
        if unknown is True:
            self.ours_only += leaves(ours)
        elif ours is UNKNOWN:
            self.theirs_only += leaves(theirs)
        elif empty(ours):
            self.filled_in += leaves(theirs)
        elif isinstance(ours, Json) and isinstance(theirs, str):
            self.values(path, json.loads(theirs), False, ours.content)
        elif theirs is None and "container_definitions[" in path and is_dropped(path, ours):
            self.dropped += 1
        elif isinstance(theirs, list) and isinstance(ours, list | dict):
            self.lists(path, theirs, unknown, ours if isinstance(ours, list) else [ours])
        elif isinstance(theirs, dict) and isinstance(ours, dict):
            self.members(path, theirs, unknown, ours)
        elif same(theirs, ours):
            self.equal += 1
        else:
            self.differences.append(f"{path}: {shown(theirs)} planned, {shown(ours)} in ecslint")

    def lists(self, path: str, theirs: list[Any], unknown: Any, ours: list[Any]) -> None:
        """Compare lists; the plan does not say which are sets, so each item has the likeliest partner."""
        if len(theirs) != len(ours):
            if unknown or any(item is UNKNOWN for item in ours):
                self.theirs_only += leaves(theirs)
                return
            self.differences.append(f"{path}: {shown(theirs)} planned, {shown(ours)} in ecslint")
            return
        hidden = unknown if isinstance(unknown, list) else [False] * len(theirs)
        left = list(ours)
        for number, item in enumerate(theirs):
            secret = hidden[number] if number < len(hidden) else False
            tried = [Comparison() for _ in left]
            for trial, candidate in zip(tried, left, strict=True):
                trial.values(f"{path}[{number}]", item, secret, candidate)
            best = min(range(len(left)), key=lambda at: (len(tried[at].differences), -tried[at].equal))
            self.add(tried[best])
            del left[best]


def known(value: Value, references: bool = False) -> Any:
    """A value as plain Python, UNKNOWN where it, or whether it is there, is not certain.

    A reference is UNKNOWN, or on demand the text that Terraform has for it.
    """
    world = World()
    settled = world.settle(value)
    if world.taken:
        return UNKNOWN
    match settled:
        case Known(value=str() as text) if text[:1] in ("{", "["):
            return parsed(settled, references)
        case Known(value=plain):
            return plain
        case Absent():
            return None
        case Reference(target=target, attribute=attribute) if references:
            return f"${{{target}.{attribute}}}"
        case Sequence(open=None):
            items = [known(item, references) for item in settled.items]
            return [item for item in items if item is not None]
        case Mapping():
            members = {name: known(item, references) for name, item in settled.items.items()}
            return members if settled.open is None else Open(members)
        case Document():
            return Json(known(settled.content, references))
        case Text():
            return parsed(settled, references)
    return UNKNOWN


def parsed(value: Known | Text, references: bool) -> Any:
    """The content of JSON text; the text itself where it is none."""
    parts = value.parts if isinstance(value, Text) else (value,)
    try:
        content = known(parse_json(parts, value.span), references)
    except JsonError:
        text = literal(value)
        return UNKNOWN if text is None else text
    return Json(content) if isinstance(content, dict | list) else UNKNOWN


def is_dropped(path: str, ours: Any) -> bool:
    """Whether the provider, which reads container definitions into structures, loses a value."""
    name = path.rpartition(".")[2]
    return ours == 0 or name.lower() not in {key.lower() for key in CONTAINER}


def leaves(value: Any) -> int:
    """How many scalars are known in a value."""
    if value is UNKNOWN or empty(value):
        return 0
    if isinstance(value, Json):
        return leaves(value.content)
    if isinstance(value, dict | list):
        return sum(map(leaves, value.values() if isinstance(value, dict) else value))
    return 1


def empty(value: Any) -> bool:
    return value is None or isinstance(value, str | list | dict) and not value and not isinstance(value, Open)


def same(theirs: Any, ours: Any) -> bool:
    return spelled(theirs) == spelled(ours)


def spelled(value: Any) -> str:
    """A scalar as text, in which "80" is 80 and "true" is true, as providers convert them."""
    match value:
        case bool():
            return str(value).lower()
        case float() | Decimal() | int():
            return format(Decimal(str(value)).normalize(), "f")
        case Json():
            return json.dumps(value.content, default=str)
    return str(value)


def shown(value: Any) -> str:
    text = repr(value.content) if isinstance(value, Json) else repr(value)
    return text if len(text) < 200 else f"{text[:200]}…"
