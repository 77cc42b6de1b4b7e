"""The conditions of a template, as trees over what its inputs equal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ecslint.condition import BOOLEAN, And, Atom, Condition, Not, Or, conjunction, disjunction, negation
from ecslint.parsers.cloudformation.comparisons import equal
from ecslint.parsers.cloudformation.document import CONDITION, elements, intrinsic, members, text
from ecslint.parsers.cloudformation.loops import Entry, members_of
from ecslint.source import Span
from ecslint.value import Failure, Mapping, Reference, Sequence, Value

if TYPE_CHECKING:
    from ecslint.parsers.cloudformation.template import Template

_MOST_WAYS = 2000


class Conditions:
    """The named conditions of one template.

    A comparison that ecslint cannot take apart is an input of its own: two that are written alike
    are one.
    """

    def __init__(self, template: Template, section: Value | None, prefix: str) -> None:
        self._template = template
        self._section = section
        self._found: dict[str, Entry] | None = None
        self._prefix = prefix
        self._trees: dict[str, Condition] = {}
        self._under_way: list[str] = []
        self._opaque: dict[str, Atom] = {}

    def named(self, name: str, span: Span) -> Condition | None:
        """The condition of a name; None when it is not declared."""
        if name in self._trees:
            return self._trees[name]
        entry = self._declared().get(name)
        if entry is None:
            self._template.undeclared(f"the condition {name} is not declared", span)
            return None
        if name in self._under_way:
            self._template.refused(f"the condition {name} depends on itself", span)
            return self._opaque_atom(entry.value)
        evaluator = self._template.evaluator
        outer, evaluator.locals = evaluator.locals, entry.locals
        self._under_way.append(name)
        tree = self._trees[name] = self.tree(entry.value)
        self._under_way.pop()
        evaluator.locals = outer
        return tree

    def _declared(self) -> dict[str, Entry]:
        if self._found is None:
            self._found = {entry.name: entry for entry in members_of(self._template.evaluator, self._section)}
        return self._found

    def names(self) -> dict[Condition, str]:
        """What the conditions are called that were looked at, in the order in which they are declared."""
        found: dict[Condition, str] = {}
        for name in self._declared():
            tree = self._trees.get(name)
            if tree is not None and not isinstance(tree, bool):
                found.setdefault(tree, self._prefix + name)
        return found

    def tree(self, value: Value) -> Condition:
        """A condition as it is written."""
        name, argument = _call(value)
        operands = elements(argument)
        match name:
            case "Condition" if (other := self._template.evaluator.name(argument)) is not None:
                tree = self.named(other, value.span)
                return self._opaque_atom(value) if tree is None else tree
            case "Fn::Not" if len(operands) == 1:
                return negation(self.tree(operands[0]))
            case "Fn::And" | "Fn::Or" if operands:
                combine = conjunction if name == "Fn::And" else disjunction
                tree = self.tree(operands[0])
                for operand in operands[1:]:
                    tree = combine(tree, self.tree(operand))
                return tree
            case "Fn::Equals" if len(operands) == 2:
                return self._or_opaque(self._equal(*map(self._evaluated, operands)), value)
            case "Fn::Contains" if len(operands) == 2:
                return self._or_opaque(self._contains(*map(self._evaluated, operands)), value)
            case "Fn::EachMemberEquals" if len(operands) == 2:
                given, wanted = map(self._evaluated, operands)
                return self._or_opaque(self._each(given, Sequence((wanted,), wanted.span)), value)
            case "Fn::EachMemberIn" if len(operands) == 2:
                return self._or_opaque(self._each(*map(self._evaluated, operands)), value)
        return self._opaque_atom(value)

    def _evaluated(self, operand: Value) -> Value:
        value = self._template.evaluator.evaluate(operand)
        if isinstance(value, Reference):
            self._template.refused("a condition cannot depend on a resource", operand.span)
        elif isinstance(value, Failure) and not any(step.default for step in value.via):
            self._template.refused(value.message, value.span)
        return value

    def _equal(self, left: Value, right: Value) -> Condition | None:
        return equal(left, right, self._template.parameters.admits)

    def _contains(self, items: Value, wanted: Value) -> Condition | None:
        """That one of the items of a list is a value; None when that cannot be told."""
        return _joined(items, disjunction, lambda item: self._equal(item, wanted))

    def _each(self, items: Value, allowed: Value) -> Condition | None:
        """That each item of a list is one of those of another."""
        return _joined(items, conjunction, lambda item: self._contains(allowed, item))

    def _or_opaque(self, tree: Condition | None, value: Value) -> Condition:
        return self._opaque_atom(value) if tree is None else tree

    def _opaque_atom(self, value: Value) -> Atom:
        """An input that stands for a comparison, named after the condition in which it comes first."""
        span = value.span
        written = " ".join(span.source.text[span.start : span.end].split())
        for name, turn in self._template.evaluator.locals.items():
            written += f", {name}={text(turn)}"
        atom = self._opaque.get(written)
        if atom is None:
            name = self._prefix + (self._under_way[-1] if self._under_way else written)
            taken = {known.input for known in self._opaque.values()}
            count = 2
            unique = name
            while unique in taken:
                unique, count = f"{name} ({count})", count + 1
            atom = self._opaque[written] = Atom(unique, True, BOOLEAN)
        return atom


def intricate(condition: Condition) -> bool:
    """Whether a condition has so many ways to hold or not that nobody looks at them all."""
    return sum(_ways(condition, {})) >= _MOST_WAYS


def _ways(condition: Condition, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """In how many ways a condition can hold, and in how many not, if each input came once."""
    match condition:
        case Not(operand):
            no, yes = _ways(operand, known)
            return yes, no
        case And(left, right) | Or(left, right):
            found = known.get(id(condition))
            if found is None:
                one, other = _ways(left, known), _ways(right, known)
                if isinstance(condition, And):
                    found = one[0] * other[0], one[1] + one[0] * other[1]
                else:
                    found = one[0] + one[1] * other[0], one[1] * other[1]
                found = known[id(condition)] = min(found[0], _MOST_WAYS), min(found[1], _MOST_WAYS)
            return found
    return 1, 1


def _joined(
    items: Value,
    join: Callable[[Condition, Condition], Condition],
    condition: Callable[[Value], Condition | None],
) -> Condition | None:
    """The conditions of the items of a list in one; None when they cannot all be told."""
    if not isinstance(items, Sequence) or items.open is not None:
        return None
    found: Condition = join is conjunction
    for item in items.items:
        one = condition(item)
        if one is None:
            return None
        found = join(found, one)
    return found


def _call(value: Value) -> tuple[str, Value | None]:
    call = intrinsic(value)
    if call is not None:
        return call
    items = members(value)
    return (
        (CONDITION, items[CONDITION])
        if isinstance(value, Mapping) and len(items) == 1 and CONDITION in items
        else ("", None)
    )
