"""Validations: which values a variable can have, and which its module refuses."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ecslint.condition import And, Atom, Condition, Or, Scalar, conjunction
from ecslint.hcl.conditions import Facts, condition_of, same_scalar
from ecslint.hcl.conversion import convert, make_input
from ecslint.hcl.evaluator import evaluate
from ecslint.hcl.limits import COMPARISONS, MIRRORED
from ecslint.hcl.scalars import as_number, text_of
from ecslint.hcl.scope import Input, Namespace, Scope
from ecslint.hcl.syntax import Binary, Expression, GetAttribute, Parentheses, Variable
from ecslint.parsers.terraform.declarations import Declared, Local
from ecslint.parsers.terraform.namespaces import Names
from ecslint.parsers.terraform.variables import declared_type
from ecslint.source import Span
from ecslint.value import Alternatives, Failure, Known, Unknown, Value

_MOST = 64
"""How many values of a variable are told apart."""


class Validations:
    """The `validation` blocks of a variable, evaluated in the scope of its module."""

    def __init__(self, name: str, declared: Declared, scope: Scope) -> None:
        self.name = name
        self.kind = declared_type(declared)
        self.scope = scope
        self.blocks = declared.blocks("validation")

    def checked(self, value: Value) -> Value:
        """A value that was given; a Failure where a validation is certain to refuse it."""
        match value:
            case Unknown() | Failure():
                return value
            case Alternatives():
                then, otherwise = self.checked(value.then), self.checked(value.otherwise)
                if then is value.then and otherwise is value.otherwise:
                    return value
                return Alternatives(value.condition, then, otherwise, value.span, value.via)
        refusing = next((block for block in self.blocks if self._refuses(block, value)), None)
        if refusing is None:
            return value
        return Failure(f"var.{self.name}: {self._message(refusing, value)}", value.span, value.via)

    def narrowed(self, unknown: Input) -> Input:
        """A variable that was given nothing, with the values or the limits that are left to it."""
        total: Condition = True
        for block in self.blocks:
            condition = self._condition(block, unknown)
            if condition is not None and not isinstance(condition, Failure):
                total = conjunction(total, condition)
        candidates = _values(total, unknown.identity) or ()
        allowed = tuple(value for value in candidates if self._allows(value, unknown.span))
        return make_input(
            unknown.reason,
            unknown.span,
            unknown.via,
            unknown.identity,
            self.kind,
            sure=True,
            domain=allowed if len(allowed) <= _MOST else (),
            limits=tuple(self._limits()) if self.kind.kind == "number" else (),
            excluded=tuple(Facts(total, True).excluded.get(unknown.identity, ())),
        )

    def _allows(self, constant: Scalar, span: Span) -> bool:
        value = Known(constant, span)
        if convert(value, self.kind, lambda expression: value) is not value and constant is not None:
            return False
        return not any(self._refuses(block, value) for block in self.blocks)

    def _refuses(self, block: Declared, value: Value) -> bool:
        condition = self._condition(block, value)
        return condition is False or isinstance(condition, Failure)

    def _condition(self, block: Declared, value: Value) -> Condition | Failure | None:
        """The condition of a validation where the variable is a value; None when it is not clear."""
        local = block.attribute("condition")
        return None if local is None else condition_of(self._evaluated(local, value))

    def _message(self, block: Declared, value: Value) -> str:
        local = block.attribute("error_message")
        message = text_of(self._evaluated(local, value)) if local is not None else None
        return message.strip().rstrip(".") if message else "the validation refuses the value"

    def _evaluated(self, local: Local, value: Value) -> Value:
        """An expression in which the variable is a value."""
        host = self.scope.host

        def find(name: str, span: Span) -> Value:
            if name == self.name:
                return value
            others = host.root("var", span)
            assert isinstance(others, Namespace)
            return others.attribute(name, span)

        variables = Names("var", local.span, find)
        return evaluate(local.attribute.expression, Scope(local.source, host, {"var": variables}))

    def _limits(self) -> Iterator[tuple[str, int | Decimal]]:
        """The comparisons of the variable with constants that all have to hold."""
        for local in filter(None, (block.attribute("condition") for block in self.blocks)):
            for node in _conjuncts(local.attribute.expression):
                if not isinstance(node, Binary) or node.operator not in COMPARISONS:
                    continue
                operator, left, right = node.operator, node.left, node.right
                if self._is_variable(right):
                    operator, left, right = MIRRORED[operator], right, left
                limit = evaluate(right, Scope(local.source, self.scope.host))
                number = as_number(limit.value) if isinstance(limit, Known) else None
                if self._is_variable(left) and number is not None:
                    yield operator, number

    def _is_variable(self, node: Expression) -> bool:
        match node:
            case Parentheses(expression=inner):
                return self._is_variable(inner)
            case GetAttribute(object=Variable(name="var"), name=name):
                return name == self.name
        return False


def _conjuncts(node: Expression) -> Iterator[Expression]:
    """The parts of a condition that all have to hold."""
    match node:
        case Parentheses(expression=inner):
            yield from _conjuncts(inner)
        case Binary(operator="&&", left=left, right=right):
            yield from _conjuncts(left)
            yield from _conjuncts(right)
        case _:
            yield node


def _values(condition: Condition, name: str) -> tuple[Scalar, ...] | None:
    """All constants of which an input must be one where a condition holds; None when it may be another."""
    match condition:
        case Atom(input=found, constant=constant) if found == name:
            return (constant,)
        case And(left, right):
            return _values(left, name) or _values(right, name)
        case Or(left, right):
            first, second = _values(left, name), _values(right, name)
            if first is None or second is None:
                return None
            return (
                *first,
                *(value for value in second if not any(same_scalar(value, each) for each in first)),
            )
    return None
