"""When two values are equal, as a condition over the inputs that they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ecslint.condition import Atom, Condition, conjunction, disjunction, negation
from ecslint.parsers.cloudformation.document import text
from ecslint.parsers.cloudformation.parameters import number
from ecslint.value import Alternatives, Known, Text, Unknown, Value

Admits = Callable[[str, str], bool]
"""Whether an input can have a text."""

_MOST_WAYS = 32


def equal(left: Value, right: Value, admits: Admits) -> Condition | None:
    """When two values are equal; None when that cannot be told from inputs."""
    if isinstance(right, Alternatives) or (isinstance(left, Known) and not isinstance(right, Known)):
        left, right = right, left
    match left, right:
        case Known(), Known():
            return text(left) == text(right)
        case Alternatives(condition=condition, then=then, otherwise=otherwise), _:
            one, other = equal(then, right, admits), equal(otherwise, right, admits)
            if one is None or other is None:
                return None
            return disjunction(conjunction(condition, one), conjunction(negation(condition), other))
        case Unknown(identity=identity), Unknown(identity=same) if identity and identity == same:
            return True
        case Unknown(identity=identity), Known() if identity:
            return _is(left, text(right) or "", admits)
        case Unknown(), Unknown() if left.identity and right.identity and left.domain and right.domain:
            common: Condition = False
            for constant in left.domain:
                plain = text(Known(constant, left.span)) or ""
                common = disjunction(common, conjunction(_is(left, plain, admits), _is(right, plain, admits)))
            return common
        case Text(parts=parts), Known():
            return _spelt(parts, text(right) or "", admits)
    return None


def _is(unknown: Unknown, plain: str, admits: Admits) -> Condition:
    """An unknown input equals a text: an atom with the constant in the type of the input."""
    for constant in unknown.domain:
        if text(Known(constant, unknown.span)) == plain:
            return Atom(unknown.identity, constant, unknown.domain)
    if unknown.domain or not admits(unknown.identity, plain):
        return False
    return Atom(unknown.identity, number(plain) if unknown.type == "number" else plain)


def _spelt(parts: tuple[Value, ...], plain: str, admits: Admits) -> Condition | None:
    """A text with holes equals a text: one of the ways in which the holes can be filled."""
    ways: Condition = False
    for count, filling in enumerate(_fillings(parts, plain)):
        if count == _MOST_WAYS:
            return None
        way: Condition = True
        for hole, piece in filling:
            is_list = isinstance(hole, Unknown) and hole.type == "list"
            equality = None if is_list and piece else equal(hole, Known(piece, hole.span), admits)
            if equality is None:
                return None
            way = conjunction(way, equality)
        ways = disjunction(ways, way)
    return ways


def _fillings(parts: tuple[Value, ...], plain: str) -> Iterator[list[tuple[Value, str]]]:
    """What each hole of a text has to be for the whole to be `plain`, in every way there is."""
    hopeless: set[tuple[int, int]] = set()

    def fill(index: int, start: int) -> Iterator[list[tuple[Value, str]]]:
        if index == len(parts):
            if start == len(plain):
                yield []
            return
        if (index, start) in hopeless:
            return
        part, last, found = parts[index], index == len(parts) - 1, False
        if isinstance(part, Known):
            literal = text(part) or ""
            ends = [start + len(literal)] if plain.startswith(literal, start) else []
        else:
            ends = [len(plain)] if last else list(range(start, len(plain) + 1))
        for end in ends:
            for filling in fill(index + 1, end):
                found = True
                yield filling if isinstance(part, Known) else [(part, plain[start:end]), *filling]
        if not found:
            hopeless.add((index, start))

    return fill(0, 0)
