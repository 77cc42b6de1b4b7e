"""Conditions while evaluating: what one implies for another, and values that depend on them."""

from __future__ import annotations

from itertools import islice

from ecslint.condition import (
    BOOLEAN,
    And,
    Atom,
    Condition,
    Not,
    Or,
    Scalar,
    atoms,
    conjunction,
    disjunction,
    negation,
)
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
)


class MissingInstance(Failure):
    """An instance that is read where `count` or `for_each` did not make it."""


def same_scalar(left: Scalar, right: Scalar) -> bool:
    """Equality as Terraform has it: typed, so true is not 1 and "1" is not 1."""
    return left == right and isinstance(left, bool) == isinstance(right, bool)


class Facts:
    """What one condition that is known to hold, or not to hold, says about others."""

    __slots__ = ("equal", "excluded", "whole")

    def __init__(self, condition: Condition, truth: bool) -> None:
        self.equal: dict[str, Scalar] = {}
        self.excluded: dict[str, list[Scalar]] = {}
        self.whole: dict[Condition, bool] = {}
        self._learn(condition, truth)

    def _learn(self, condition: Condition, truth: bool) -> None:
        if isinstance(condition, bool):
            return
        self.whole[condition] = truth
        match condition:
            case Atom() if truth:
                self.equal[condition.input] = condition.constant
            case Atom():
                self._exclude(condition)
            case Not(operand):
                self._learn(operand, not truth)
            case And(left, right) if truth:
                self._learn(left, True)
                self._learn(right, True)
            case Or(left, right) if not truth:
                self._learn(left, False)
                self._learn(right, False)

    def _exclude(self, atom: Atom) -> None:
        excluded = self.excluded.setdefault(atom.input, [])
        excluded.append(atom.constant)
        left = [value for value in atom.domain if not any(same_scalar(value, other) for other in excluded)]
        if len(left) == 1:
            self.equal[atom.input] = left[0]

    def decide(self, condition: Condition) -> bool | None:
        """Whether the condition holds given the facts; None when they do not say."""
        if isinstance(condition, bool):
            return condition
        if condition in self.whole:
            return self.whole[condition]
        match condition:
            case Atom():
                if condition.input in self.equal:
                    return same_scalar(self.equal[condition.input], condition.constant)
                excluded = self.excluded.get(condition.input, ())
                return False if any(same_scalar(condition.constant, other) for other in excluded) else None
            case Not(operand):
                truth = self.decide(operand)
                return None if truth is None else not truth
            case And(left, right):
                return self._both(left, right)
            case Or(left, right):
                truth = self._both(negation(left), negation(right))
                return None if truth is None else not truth

    def _both(self, left: Condition, right: Condition) -> bool | None:
        first, second = self.decide(left), self.decide(right)
        if first is False or second is False:
            return False
        return True if first and second else None


def assuming(value: Value, facts: Facts) -> Value:
    """The value where the facts hold: alternatives that they decide are gone, at any depth."""
    match value:
        case Alternatives():
            truth = facts.decide(value.condition)
            if truth is not None:
                return assuming(inherited(value, value.then if truth else value.otherwise), facts)
            then, otherwise = assuming(value.then, facts), assuming(value.otherwise, facts)
            if then is value.then and otherwise is value.otherwise:
                return value
            return Alternatives(value.condition, then, otherwise, value.span, value.via)
        case Sequence():
            items = [assuming(item, facts) for item in value.items]
            if all(new is old for new, old in zip(items, value.items, strict=True)):
                return value
            present = tuple(item for item in items if not isinstance(item, Absent))
            return type(value)(present, value.span, value.via, value.open, value.kind)
        case Mapping() if value.kind != "block":
            members = {key: assuming(item, facts) for key, item in value.items.items()}
            if all(members[key] is value.items[key] for key in members):
                return value
            members = {key: item for key, item in members.items() if not isinstance(item, Absent)}
            return Mapping(members, value.span, value.keys, value.via, value.open, value.kind)
        case Text():
            parts = tuple(assuming(part, facts) for part in value.parts)
            if all(new is old for new, old in zip(parts, value.parts, strict=True)):
                return value
            return Text(parts, value.span, value.via)
        case Document():
            content = assuming(value.content, facts)
            return value if content is value.content else Document(content, value.span, value.via)
        case Reference(value=Alternatives() | Reference() as configured):
            settled = assuming(configured, facts)
            if settled is configured:
                return value
            return Reference(value.target, value.attribute, value.span, value.via, settled)
    return value


def alternatives(condition: Condition, then: Value, otherwise: Value, span: Span) -> Value:
    """One value or the other; branches of a branch that its condition rules out are dropped."""
    if isinstance(condition, bool):
        return then if condition else otherwise
    then = _pruned(then, condition, True)
    otherwise = _pruned(otherwise, condition, False)
    if then is otherwise:
        return then
    if isinstance(then, Known) and isinstance(otherwise, Known) and same_scalar(then.value, otherwise.value):
        return then
    return Alternatives(condition, then, otherwise, span)


def _pruned(value: Value, condition: Condition, truth: bool) -> Value:
    if not isinstance(value, Alternatives):
        return value
    return assuming(value, Facts(condition, truth))


def boolean(condition: Condition, span: Span) -> Value:
    """A condition as a value: true where it holds, false where it does not."""
    if isinstance(condition, bool):
        return Known(condition, span)
    return Alternatives(condition, Known(True, span), Known(False, span), span)


def equals(unknown: str, constant: Scalar, domain: tuple[Scalar, ...] = ()) -> Condition:
    """The condition that an input equals a constant, in the one form that all parts of ecslint use."""
    if domain and not any(same_scalar(constant, value) for value in domain):
        return False
    if constant is False and set(domain) == set(BOOLEAN):
        return Not(Atom(unknown, True, BOOLEAN))
    return Atom(unknown, constant, domain)


MOST_ATOMS = 48
"""How many atoms a condition may have before it counts as an input of its own."""


def bounded(condition: Condition) -> Condition:
    """The condition; an opaque one of the same meaning when it is too large to reason about."""
    if sum(1 for _ in islice(atoms(condition), MOST_ATOMS + 1)) <= MOST_ATOMS:
        return condition
    from ecslint.hcl.canonical import condition_name

    return Atom(condition_name(condition), True, BOOLEAN)


def condition_of(value: Value) -> Condition | Failure | None:
    """The condition under which a value is true; a Failure when it is no bool; None when unclear."""
    match value:
        case Known(value=bool() as truth):
            return truth
        case Known(value="true" | "false" | "1" | "0" as text):
            return text in ("true", "1")
        case Known(value=None):
            return Failure("the condition is null; it must be true or false", value.span, value.via)
        case Known():
            return Failure("the condition must be true or false", value.span, value.via)
        case Failure():
            return value
        case Alternatives():
            then, otherwise = condition_of(value.then), condition_of(value.otherwise)
            if (
                isinstance(then, Failure)
                or isinstance(otherwise, Failure)
                or then is None
                or otherwise is None
            ):
                return None
            return bounded(
                disjunction(
                    conjunction(value.condition, then), conjunction(negation(value.condition), otherwise)
                )
            )
        case Unknown(type="number" | "list" | "map"):
            return Failure("the condition must be true or false", value.span, value.via)
        case Unknown(identity=identity) if identity:
            return Atom(identity, True, BOOLEAN)
        case Reference(value=None):
            return Atom(f"{value.target}.{value.attribute}", True, BOOLEAN)
        case Reference(value=Value() as configured):
            return condition_of(configured)
        case Sequence() | Mapping():
            return Failure("the condition must be true or false", value.span, value.via)
    return None


def inherited(container: Value, part: Value) -> Value:
    """A part of a value, having come the way that the whole came."""
    if not container.via or part.via[: len(container.via)] == container.via:
        return part
    if isinstance(part, Mapping) and part.kind == "block":
        return part
    copy = object.__new__(type(part))
    for kind in type(part).__mro__:
        for name in getattr(kind, "__slots__", ()):
            setattr(copy, name, getattr(part, name))
    copy.via = (*container.via, *part.via)
    return copy
