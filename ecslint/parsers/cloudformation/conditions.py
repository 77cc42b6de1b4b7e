"""The conditions of a template, as trees over what its inputs equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ecslint.condition import BOOLEAN, Atom, Condition, conjunction, disjunction, negation
from ecslint.parsers.cloudformation.document import CONDITION, elements, intrinsic, members, text
from ecslint.parsers.cloudformation.parameters import number
from ecslint.source import Span
from ecslint.value import Alternatives, Known, Mapping, Text, Unknown, Value

if TYPE_CHECKING:
    from ecslint.parsers.cloudformation.template import Template


class Conditions:
    """The named conditions of one template.

    A comparison that ecslint cannot take apart is an input of its own: two that are written alike
    are one.
    """

    def __init__(self, template: Template, section: Value | None, prefix: str) -> None:
        self._template = template
        self._section = members(section)
        self._prefix = prefix
        self._trees: dict[str, Condition] = {}
        self._under_way: list[str] = []
        self._opaque: dict[str, Atom] = {}

    def named(self, name: str, span: Span) -> Condition | None:
        """The condition of a name; None when it is not declared."""
        if name in self._trees:
            return self._trees[name]
        if name not in self._section:
            self._template.undeclared(f"the condition {name} is not declared", span)
            return None
        if name in self._under_way:
            return self._opaque_atom(self._section[name])
        self._under_way.append(name)
        tree = self._trees[name] = self._tree(self._section[name])
        self._under_way.pop()
        return tree

    def _tree(self, value: Value) -> Condition:
        name, argument = _call(value)
        operands = elements(argument)
        match name:
            case "Condition" if (other := text(argument)) is not None:
                tree = self.named(other, value.span)
                return self._opaque_atom(value) if tree is None else tree
            case "Fn::Not" if len(operands) == 1:
                return negation(self._tree(operands[0]))
            case "Fn::And" | "Fn::Or" if operands:
                combine = conjunction if name == "Fn::And" else disjunction
                tree = self._tree(operands[0])
                for operand in operands[1:]:
                    tree = combine(tree, self._tree(operand))
                return tree
            case "Fn::Equals" if len(operands) == 2:
                evaluate = self._template.evaluator.evaluate
                equal = self._equal(evaluate(operands[0]), evaluate(operands[1]))
                return self._opaque_atom(value) if equal is None else equal
        return self._opaque_atom(value)

    def _equal(self, left: Value, right: Value) -> Condition | None:
        """When two values are equal; None when that cannot be told from inputs."""
        if isinstance(right, Alternatives) or (isinstance(left, Known) and not isinstance(right, Known)):
            left, right = right, left
        match left, right:
            case Known(), Known():
                return text(left) == text(right)
            case Alternatives(condition=condition, then=then, otherwise=otherwise), _:
                one, other = self._equal(then, right), self._equal(otherwise, right)
                if one is None or other is None:
                    return None
                return disjunction(conjunction(condition, one), conjunction(negation(condition), other))
            case Unknown(identity=identity), Unknown(identity=same) if identity and identity == same:
                return True
            case Unknown(identity=identity), Known() if identity:
                return _equals(left, text(right) or "")
            case Unknown(), Unknown() if left.identity and right.identity and left.domain and right.domain:
                common: Condition = False
                for constant in left.domain:
                    plain = text(Known(constant, left.span)) or ""
                    common = disjunction(common, conjunction(_equals(left, plain), _equals(right, plain)))
                return common
            case Text(parts=parts), Known(value=""):
                return self._all_empty(parts, right)
        return None

    def _all_empty(self, parts: tuple[Value, ...], empty: Known) -> Condition | None:
        tree: Condition = True
        for part in parts:
            equal = self._equal(part, empty)
            if equal is None:
                return None
            tree = conjunction(tree, equal)
        return tree

    def _opaque_atom(self, value: Value) -> Atom:
        """An input that stands for a comparison, named after the condition in which it comes first."""
        span = value.span
        written = " ".join(span.source.text[span.start : span.end].split())
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


def _equals(unknown: Unknown, plain: str) -> Condition:
    """An unknown input equals a text: an atom with the constant in the type of the input."""
    for constant in unknown.domain:
        if text(Known(constant, unknown.span)) == plain:
            return Atom(unknown.identity, constant, unknown.domain)
    if unknown.domain:
        return False
    return Atom(unknown.identity, number(plain) if unknown.type == "number" else plain)
