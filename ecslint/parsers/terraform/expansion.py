"""Instances: what `count`, `for_each` and dynamic blocks expand to."""

from __future__ import annotations

from typing import NamedTuple

from ecslint.condition import BOOLEAN, Atom, Condition, conjunction, disjunction, negation
from ecslint.hcl.canonical import canonical
from ecslint.hcl.cases import leaves
from ecslint.hcl.comprehension import entries
from ecslint.hcl.conditions import alternatives, condition_of, equals, inherited
from ecslint.hcl.conversion import make_input
from ecslint.hcl.instances import InstanceList, Instances
from ecslint.hcl.limits import decided
from ecslint.hcl.operators import reason_of
from ecslint.hcl.scalars import as_number, scalar_text, text_of
from ecslint.hcl.scope import Input
from ecslint.hcl.traversal import index
from ecslint.hcl.types import NUMBER, STRING
from ecslint.source import Span
from ecslint.value import Absent, Failure, Known, Mapping, Sequence, Unknown, Value

MOST_INSTANCES = 256
"""How many instances are told apart; more become one that stands for all."""


class Instance(NamedTuple):
    """One instance: its key (None without count and for_each, "*" for all of an unknown number)."""

    key: int | str | None
    exists: Condition = True
    names: dict[str, Value] = {}  # noqa: RUF012 - never changed
    symbolic: bool = False

    @property
    def suffix(self) -> str:
        """The key as an address ends in it."""
        if self.key is None:
            return ""
        if self.symbolic:
            return "[*]"
        return f"[{self.key}]" if isinstance(self.key, int) else f'["{self.key}"]'


class Expansion(NamedTuple):
    """All instances of a block: `kind` is "single", "list" or "map"; `more` says why there may be more.

    `value` is that of count or for_each.
    """

    kind: str
    instances: list[Instance]
    more: Unknown | None = None
    value: Value | None = None


SINGLE = Expansion("single", [Instance(None)])


def by_enabled(value: Value) -> Expansion:
    """The one instance that there is where a condition holds."""
    condition = condition_of(value)
    if condition is None or isinstance(condition, Failure):
        condition = Atom(canonical(value), True, BOOLEAN)
    return Expansion("single", [Instance(None, condition)])


# -- count ---------------------------------------------------------------------------------------


def by_count(value: Value) -> Expansion:
    """The instances that a count makes."""
    numbers: list[tuple[Condition, int]] = []
    unknown: Condition = False
    more: Unknown | None = None
    for condition, leaf in leaves(value):
        plain = _whole_number(leaf)
        if plain is None or plain > MOST_INSTANCES:
            unknown = disjunction(unknown, conjunction(condition, _nonzero(leaf, plain)))
            more = more or _why(leaf, value.span, plain)
        else:
            numbers.append((condition, plain))
    if more is not None:
        for condition, plain in numbers:
            unknown = disjunction(unknown, condition) if plain else unknown
        place = make_input(
            more.reason, value.span, value.via, f"count.index of {more.identity}", NUMBER, sure=True
        )
        return Expansion("list", [Instance("*", unknown, _count(place), True)], more)
    made = []
    for number in range(max((plain for _, plain in numbers), default=0)):
        exists: Condition = False
        for condition, plain in numbers:
            exists = disjunction(exists, condition) if plain > number else exists
        if len(numbers) == 1:
            exists = True
        made.append(Instance(number, exists, _count(Known(number, value.span))))
    return Expansion("list", made)


def _whole_number(leaf: Value) -> int | None:
    plain = leaf.value if isinstance(leaf, Known) else text_of(leaf)
    number = as_number(plain)
    return int(number) if number is not None and number >= 0 and number == int(number) else None


def _nonzero(leaf: Value, plain: int | None) -> Condition:
    if plain is not None:
        return True
    if isinstance(leaf, Input) and decided(leaf.limits, "==", 0) is False:
        return True
    return negation(equals(canonical(leaf), 0))


def _why(leaf: Value, span: Span, plain: int | None) -> Unknown:
    if plain is not None:
        return Unknown(f"there are {plain} instances", span, identity=str(plain))
    reason = leaf.message if isinstance(leaf, Failure) else reason_of([leaf])
    return Unknown(reason, span, leaf.via, identity=canonical(leaf))


def _count(place: Value) -> dict[str, Value]:
    return {"count": Mapping({"index": place}, place.span)}


# -- for_each and dynamic ------------------------------------------------------------------------


def by_dynamic(value: Value, name: str) -> tuple[list[Instance], Unknown | None]:
    """The blocks that the for_each of a dynamic block makes, and why there may be more.

    `name` is that of the iterator.
    """
    made: list[Instance] = []
    more: Unknown | None = None
    for condition, leaf in leaves(value):
        found = entries(leaf, value.span)
        if isinstance(found, Failure):
            more = more or Unknown(found.message, value.span, identity=canonical(leaf))
            continue
        if found.more is not None:
            more = more or Unknown(found.more.reason, value.span, found.more.via, identity=canonical(leaf))
        for entry in found.known:
            exists = conjunction(condition, entry.exists)
            made.append(Instance("", exists, _each(name, entry.key, inherited(value, entry.value))))
    if len(made) > MOST_INSTANCES:
        return [], more or Unknown(f"there are {len(made)} blocks", value.span, identity=canonical(value))
    return made, more


def by_for_each(value: Value) -> Expansion:
    """The instances that a for_each makes."""
    name = "each"
    members: dict[str, tuple[Condition, Value, Value]] = {}
    nameless: list[tuple[Condition, Value]] = []
    why: Unknown | None = None
    more: Unknown | None = None
    unknown: Condition = False
    for condition, leaf in leaves(value):
        found = entries(leaf, value.span)
        if isinstance(leaf, Sequence) and leaf.kind != "set" and leaf.items:
            found = Failure("for_each needs a map or a set", value.span)
        if isinstance(found, Failure):
            more = more or Unknown(found.message, value.span, identity=canonical(leaf))
            unknown = disjunction(unknown, condition)
            continue
        if found.more is not None:
            more = more or Unknown(found.more.reason, value.span, found.more.via, identity=canonical(leaf))
            unknown = disjunction(
                unknown, conjunction(condition, negation(equals(f"length({canonical(leaf)})", 0)))
            )
        for entry in found.known:
            text = text_of(entry.key)
            if text is None and isinstance(entry.key, Known):
                text = scalar_text(entry.key.value)
            exists = conjunction(condition, entry.exists)
            if text is None:
                nameless.append((exists, inherited(value, entry.value)))
                why = why or Unknown(reason_of([entry.key]), value.span, identity=canonical(leaf))
                continue
            members[text] = _joined(
                members.get(text), exists, entry.key, inherited(value, entry.value), condition
            )
    if len(members) > MOST_INSTANCES:
        more, unknown = (
            more or Unknown(f"there are {len(members)} instances", value.span, identity=name),
            True,
        )
        members = {}
    made = [Instance(text, exists, _each(name, key, item)) for text, (exists, key, item) in members.items()]
    for exists, _ in nameless:
        unknown = disjunction(unknown, exists)
    sole = nameless[0][1] if len(nameless) == 1 and more is None else None
    more = more or why
    if more is not None:
        made.append(_symbolic(value, more, unknown, name, sole))
    return Expansion("map", made, more)


def _joined(
    earlier: tuple[Condition, Value, Value] | None,
    exists: Condition,
    key: Value,
    item: Value,
    condition: Condition,
) -> tuple[Condition, Value, Value]:
    if earlier is None:
        return exists, key, item
    return disjunction(earlier[0], exists), key, alternatives(condition, item, earlier[2], item.span)


def _symbolic(
    value: Value, more: Unknown, exists: Condition, name: str, sole: Value | None = None
) -> Instance:
    """The instance that stands for all of which the key is not known, or for the `sole` one."""
    key = make_input(more.reason, value.span, more.via, f"{name}.key in {more.identity}", STRING, sure=True)
    item: Value = Unknown(more.reason, value.span, more.via, identity=f"{name}.value in {more.identity}")
    if sole is not None:
        item = sole
    elif isinstance(value, Unknown):
        item = index(value, key, value.span)
    return Instance("*", exists, _each(name, key, item), True)


def _each(name: str, key: Value, item: Value) -> dict[str, Value]:
    return {name: Mapping({"key": key, "value": item}, item.span)}


# -- as a value ----------------------------------------------------------------------------------


def as_value(expansion: Expansion, whole: dict[int | str | None, Value], span: Span) -> Value:
    """What the name of the block means: the instance, or all instances by their keys."""
    if expansion.kind == "single":
        return whole[None]
    opening: Instances | None = None
    if expansion.more is not None:
        opening = Instances(expansion.more.reason, span, expansion.more.via, identity=expansion.more.identity)
        opening.each = whole["*"]
    known = {
        instance.key: alternatives(instance.exists, whole[instance.key], Absent(span), span)
        for instance in expansion.instances
        if not instance.symbolic
    }
    if not known and opening is not None:
        return opening
    if expansion.kind == "list":
        return InstanceList(tuple(known.values()), span, open=opening)
    return Mapping({str(key): value for key, value in known.items()}, span, open=opening)
