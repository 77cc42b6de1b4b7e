"""One world: a set of assumptions about inputs, and what values are under them.

A rule reads plain values; the world makes them plain. Where a value depends on a condition, the
world decides it and remembers the decision, so that the engine can run the rule again the other
way. Where a value cannot be known, reading raises Undetermined and the rule abstains.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple, NoReturn, TypeVar

from ecslint.assumed import taken_apart, written_out
from ecslint.condition import Atom, Condition, Scalar, holds
from ecslint.scenario import FREE, Scenarios
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
)

T = TypeVar("T")


class Undetermined(Exception):
    """A rule read something that nobody can know here: it abstains in this world."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown


class Undecided(Exception):
    """Reading would take a further assumption, and was not to make one."""


class Impossible(Exception):
    """The assumptions contradict the configuration itself: this world need not be looked at."""


class Decision(NamedTuple):
    """An atom that a world had to decide. `group` tells which decisions belong to one condition.

    `given` decisions say that the subject of the rule exists; `soft` ones that an input has its
    default. Neither is part of what a finding depends on.
    """

    atom: Atom
    answer: bool
    group: int
    given: bool
    soft: bool


class World:
    """Assumptions about inputs: `prefix` are decisions to repeat, `taken` those made in this run.

    `erased` names attributes, as (id of the mapping, path), that count as unknown: tests use it to
    prove that no rule guesses. `reads` collects the attributes that were read, and `asked` counts how
    often a value hung on an assumption, new or not.
    """

    def __init__(
        self,
        prefix: tuple[Decision, ...] = (),
        erased: frozenset[tuple[int, str]] = frozenset(),
        scenarios: Scenarios = FREE,
    ) -> None:
        self.prefix = prefix
        self.erased = erased
        self.scenarios = scenarios
        self.taken: list[Decision] = []
        self.reads: set[tuple[int, str]] = set()
        self.asked = 0
        self.given = False
        self.focus: int | None = None
        self._peeking = False
        self._equal: dict[str, Scalar] = {}
        self._excluded: dict[str, list[Scalar]] = {}
        self._groups: dict[Condition, int] = {}
        self._held: dict[Condition, bool] = {}

    @property
    def speculative(self) -> bool:
        """Whether an input is assumed not to have its default: unknowns met here say nothing."""
        return any(decision.soft and not decision.answer for decision in self.taken)

    def holds(self, condition: Condition) -> bool:
        """Whether a condition holds, deciding as few of its atoms as that takes."""
        if isinstance(condition, bool):
            return condition
        self.asked += 1
        group = self._groups.setdefault(condition, len(self._groups))
        return holds(condition, lambda atom: self._decide(atom, group), self._held)

    def condition(self, group: int) -> Condition:
        """The condition to which the decisions of a group belong."""
        return list(self._groups)[group]

    def continued(self, prefix: tuple[Decision, ...]) -> World:
        """A world with these assumptions, and `prefix` for further ones."""
        further = World(prefix)
        further._equal = dict(self._equal)
        further._excluded = {name: list(excluded) for name, excluded in self._excluded.items()}
        return further

    def _decide(self, atom: Atom, group: int, soft: bool = False) -> bool:
        if atom.input in self._equal:
            return _same(self._equal[atom.input], atom.constant)
        excluded = self._excluded.setdefault(atom.input, [])
        if any(_same(atom.constant, other) for other in excluded):
            return False
        left = [value for value in atom.domain if not any(_same(value, other) for other in excluded)]
        if atom.domain and not any(_same(atom.constant, value) for value in left):
            return False
        if len(left) == 1:
            self._equal[atom.input] = left[0]
            return True
        if self._peeking:
            raise Undecided
        place = len(self.taken)
        answer = self.prefix[place].answer if place < len(self.prefix) else True
        self.taken.append(Decision(atom, answer, group, self.given, soft))
        if answer:
            self._equal[atom.input] = atom.constant
        else:
            excluded.append(atom.constant)
        return answer

    def resolve(self, value: Value) -> Value:
        """The value under the assumptions: never Alternatives, nor an unknown that they settle."""
        while True:
            match value:
                case Alternatives(condition=condition, then=then, otherwise=otherwise):
                    value = then if self.holds(condition) else otherwise
                case Unknown(identity=identity) if identity:
                    return self._resolve_unknown(value)
                case _:
                    return value

    def _resolve_unknown(self, unknown: Unknown) -> Value:
        self.asked += 1
        identity = unknown.identity
        if identity in self._equal:
            return taken_apart(self._equal[identity], unknown)
        for constant in unknown.domain:
            atom = Atom(identity, constant, unknown.domain)
            if self._decide(atom, self._groups.setdefault(atom, len(self._groups))):
                return Known(constant, unknown.span, unknown.via)
        default = unknown.default
        usual = written_out(default) if default is not None else None
        if default is not None and usual is not None:
            atom = Atom(identity, usual.value)
            if self._decide(atom, self._groups.setdefault(atom, len(self._groups)), soft=True):
                return default
        return unknown

    def sample(self, atom: Atom) -> Scalar:
        """A value that the input of an atom may have here; None for one that nobody gives."""
        if isinstance(atom.constant, bool):
            return None
        if atom.input in self._equal:
            return self._equal[atom.input]
        excluded = self._excluded.get(atom.input, ())
        return next((value for value in atom.domain if value not in excluded), None)

    def peek(self, read: Callable[[], T]) -> T | None:
        """What reading gives without a further assumption: for words about a thing, not for proofs."""
        self._peeking = True
        try:
            return read()
        except (Undetermined, Undecided):
            return None
        finally:
            self._peeking = False

    def excludes(self, identity: str, constant: Scalar) -> bool:
        """Whether an input is assumed not to be a constant."""
        self.asked += 1
        return any(_same(constant, other) for other in self._excluded.get(identity, ()))

    def settle(self, value: Value) -> Value:
        """As resolve, and a reference to a configured attribute becomes what is configured."""
        value = self.resolve(value)
        while isinstance(value, Reference) and value.value is not None:
            value = self.resolve(value.value)
        return value

    def scalar(self, value: Value) -> Scalar:
        """The plain scalar, None for null and absent. Raises Undetermined."""
        value = self.settle(value)
        match value:
            case Known(value=plain):
                return plain
            case Absent():
                return None
            case Text(parts=parts):
                return "".join(_text(self.scalar(part), part) for part in parts)
            case Document(content=content):
                import json

                return json.dumps(self.plain(content), separators=(",", ":"), sort_keys=True, default=float)
        undetermined(value)

    def plain(self, value: Value) -> object:
        """The value as plain Python, all parts included. Raises Undetermined."""
        value = self.settle(value)
        match value:
            case Sequence():
                return [self.plain(item) for item in self.items(value)]
            case Mapping(items=items, open=None):
                settled = [(key, self.settle(item)) for key, item in items.items()]
                return {key: self.plain(item) for key, item in settled if not isinstance(item, Absent)}
            case Mapping(open=Unknown() as unknown):
                raise Undetermined(unknown)
        return self.scalar(value)

    def items(self, value: Sequence) -> list[Value]:
        """The items that are there in this world; a list that may hold more raises Undetermined."""
        if value.open is not None:
            raise Undetermined(value.open)
        return self.present(value)

    def present(self, value: Sequence) -> list[Value]:
        """The items that are known to be there in this world; an open list may hold more.

        Under a `focus` (the id of an object) only the item that it is in is looked at: whether the
        others are there need not be assumed.
        """
        if self.focus is not None:
            focused = [item for item in value.items if _may_be(item, self.focus)]
            focused = focused or [item for item in value.items if _may_hold(item, self.focus)]
            if focused:
                return [item for item in map(self.resolve, focused) if not isinstance(item, Absent)]
        return [item for item in map(self.resolve, value.items) if not isinstance(item, Absent)]


def undetermined(value: Value) -> NoReturn:
    """Raise Undetermined with the reason why a value cannot be read as asked."""
    match value:
        case Unknown():
            raise Undetermined(value)
        case Reference(target=target, attribute=attribute):
            name = f"{target}.{attribute}" if attribute else target
            reason = f"{name} is known only after the deployment"
            raise Undetermined(Unknown(reason, value.span, value.via, identity=name))
        case Failure(message=message):
            raise Undetermined(Unknown(message, value.span, value.via))
    raise Undetermined(Unknown("the value is not of the kind expected here", value.span, value.via))


def _may_be(value: Value, object: int) -> bool:
    """Whether a value is an object, whatever its conditions are assumed to be."""
    if isinstance(value, Alternatives):
        return _may_be(value.then, object) or _may_be(value.otherwise, object)
    return id(value) == object


def _may_hold(value: Value, object: int) -> bool:
    """Whether a value is an object or has it inside, whatever its conditions are assumed to be."""
    match value:
        case Alternatives(then=then, otherwise=otherwise):
            return _may_hold(then, object) or _may_hold(otherwise, object)
        case Reference(value=Value() as configured):
            return _may_hold(configured, object)
        case Mapping(items=members):
            return id(value) == object or any(_may_hold(member, object) for member in members.values())
        case Sequence(items=members):
            return any(_may_hold(member, object) for member in members)
    return False


def _same(left: Scalar, right: Scalar) -> bool:
    """Equality as configuration languages have it: true is not 1, and 1 is not true."""
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def _text(scalar: Scalar, value: Value) -> str:
    match scalar:
        case str():
            return scalar
        case bool():
            return "true" if scalar else "false"
        case int() | Decimal():
            return str(scalar)
    undetermined(value)
