"""Stand-ins: what is known of a published module that is not downloaded.

A stand-in is a small module of our own with the interface of a published one (see
ecslint/model/modules/README.md). It is evaluated with the arguments of the call as any module is;
what it leaves out is unknown. No person has seen its text, so all of it is shown as the call.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

from ecslint.condition import Condition
from ecslint.hcl.conditions import MissingInstance
from ecslint.hcl.lazy import LazyMapping
from ecslint.hcl.parser import parse
from ecslint.hcl.scope import Scope
from ecslint.hcl.structure import File
from ecslint.parsers.terraform.calls import not_downloaded
from ecslint.parsers.terraform.declarations import Declarations, Declared, declare
from ecslint.parsers.terraform.expansion import Instance
from ecslint.parsers.terraform.module_sources import Published, Version, following, padded, published, version
from ecslint.parsers.terraform.modules import Module
from ecslint.parsers.terraform.namespaces import Names
from ecslint.parsers.terraform.root import Root
from ecslint.parsers.terraform.variables import DEFAULT
from ecslint.source import QuotedSource, Source, Span
from ecslint.value import (
    Absent,
    Alternatives,
    Document,
    Failure,
    Mapping,
    Sequence,
    Step,
    Unknown,
    Value,
    passed,
)

_DIRECTORY = os.path.join(
    os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "model", "modules"
)

UNREAD, MISSING = "unread", "missing"
"""The names under which a stand-in refers to what it does not know, and to what a call does not give."""


class StandIn(Module):
    """An instance of a module that is not downloaded, as far as its arguments tell what it makes."""

    unread: Unknown

    def __init__(
        self,
        root: Root,
        declared: Declarations,
        address: str,
        parent: Module,
        call: Declared,
        scope: Scope,
        exists: Condition,
    ) -> None:
        super().__init__(root, declared, address, parent, call, scope, exists)
        self.unread = parent.unread or not_downloaded(parent, str(call.block.labels[0].value))

    def root(self, name: str, span: Span) -> Value | None:
        if name == UNREAD:
            return Names(name, span, self._unread)
        if name == MISSING:
            return Names(name, span, self._missing)
        return super().root(name, span)

    def _unread(self, name: str, span: Span) -> Unknown:
        return Unknown(self.unread.reason, self.unread.span, identity=f"{self.address}.{name}")

    def _missing(self, name: str, span: Span) -> Unknown:
        reason = f"{self.address} is given no {name}"
        return Unknown(reason, self.unread.span, identity=f"{self.address}.{name}")

    def once(self, key: str, span: Span, compute: Callable[[], Value]) -> Value:
        return super().once(key, span, lambda: self._as_seen(self._certain(compute())))

    def _certain(self, value: Value) -> Value:
        """A value in which what fails is unknown: that a stand-in fails says nothing of the module."""
        match value:
            case MissingInstance() | LazyMapping():
                return value
            case Failure() if value.span.source.quoted is not None:
                return Unknown(self.unread.reason, self.unread.span, value.via)
            case Document(content=content):
                return Document(self._certain(content), value.span, value.via)
            case Alternatives(condition=condition, then=then, otherwise=otherwise):
                sides = self._certain(then), self._certain(otherwise)
                return Alternatives(condition, *sides, value.span, value.via)
            case Mapping() if any(map(_may_fail, value.items.values())):
                items = {name: self._certain(item) for name, item in value.items.items()}
                return Mapping(items, value.span, value.keys, value.via, value.open, value.kind)
            case Sequence() if type(value) is Sequence and any(map(_may_fail, value.items)):
                parts = tuple(map(self._certain, value.items))
                return Sequence(parts, value.span, value.via, value.open, value.kind)
        return value

    def _as_seen(self, value: Value) -> Value:
        """A value without the way that it took inside the stand-in; a default is said to be one."""
        if isinstance(value, LazyMapping) or not any(step.span.source.quoted for step in value.via):
            return value
        via: list[Step] = []
        for step in value.via:
            if step.span.source.quoted is None:
                via.append(step)
            elif step.default:
                via.append(Step(step.span, f"{step.note.removeprefix(DEFAULT)} of {self.address} by default"))
        seen = passed(value, Step(value.span, ""))
        seen.via = tuple(via)
        return seen

    def outputs(self) -> LazyMapping:
        known = super().outputs()
        known.open = self.unread
        return known

    def instance_body(self, label: str, declared: Declared, instance: Instance) -> LazyMapping:
        key = f"{label}{instance.suffix} certain"
        found = self._found.get(key)
        if not isinstance(found, LazyMapping):
            made = super().instance_body(label, declared, instance)
            more = made.open or self.unread
            found = LazyMapping(made.keys, lambda name: self._member(made, name), made.span, made.keys, more)
            self._found[key] = found
        return found

    def _member(self, body: LazyMapping, name: str) -> Value:
        return self._certain(body.get(name) or Absent(body.span))


def _may_fail(value: Value) -> bool:
    return isinstance(value, Failure | Mapping | Sequence | Document | Alternatives)


def stand_in(call: Declared) -> Declarations | None:
    """What is known of the module that a call names, when the versions that it allows are alike."""
    wanted = published(call.text("source") or "", call.text("version"))
    if wanted is None or wanted.high is None or ".." in wanted.path:
        return None
    path = _fitting(wanted)
    if path is None:
        return None
    file = _parsed(path)
    quoting = File(QuotedSource(path[len(_DIRECTORY) + 1 :], file.source.text, call.header))
    quoting.body = file.body
    found = Declarations(path)
    found.sound = False
    declare(quoting, found)
    return found


def _fitting(wanted: Published) -> str | None:
    """The stand-in for the versions that a call allows, where one holds for all of them."""
    directory = os.path.join(_DIRECTORY, *wanted.path.split("/"))
    for name in _names(directory):
        low, _, newest = name.removesuffix(".tf").partition("-")
        if _holds_for(wanted, version(low), version(newest or low)):
            return os.path.join(directory, name)
    return None


def _holds_for(wanted: Published, low: Version, newest: Version) -> bool:
    """Whether a stand-in describes the version that `terraform init` would download.

    That is the newest one allowed: at least the newest that is known, and in the same major version
    (before 1.0, the same minor one) as that.
    """
    assert wanted.high is not None
    limit = padded(following(newest[: 1 if newest[0] else 2]))
    reaches = wanted.low is not None and wanted.low >= padded(low)
    return padded(low) < wanted.high <= limit and (reaches or padded(newest) < wanted.high)


@cache
def _names(directory: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(directory) if name.endswith(".tf"))
    except OSError:
        return []


@cache
def _parsed(path: str) -> File:
    with open(path, encoding="utf-8") as stream:
        return parse(Source(path, stream.read()))
