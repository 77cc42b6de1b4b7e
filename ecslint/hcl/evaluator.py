"""The evaluator: what is known of an expression's value.

Where Terraform gives up on a whole value because a part of it is unknown, this keeps the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ecslint.hcl import syntax
from ecslint.hcl.binary import LARGEST
from ecslint.hcl.comprehension import evaluate_for
from ecslint.hcl.conditions import alternatives, condition_of, inherited
from ecslint.hcl.conversion import convert
from ecslint.hcl.equality import configured
from ecslint.hcl.instances import SoleEntry
from ecslint.hcl.marks import tracked, unmarked
from ecslint.hcl.operators import binary, unary
from ecslint.hcl.rendering import evaluate_template
from ecslint.hcl.scalars import composed, scalar_text, text_of
from ecslint.hcl.scope import Scope
from ecslint.hcl.splat import splat
from ecslint.hcl.traversal import attribute, index
from ecslint.hcl.types import type_of, unsettled
from ecslint.hcl.unification import unify
from ecslint.source import Span
from ecslint.value import Failure, Known, Mapping, Sequence, Unknown, Value


def evaluate(node: syntax.Expression, scope: Scope) -> Value:
    """The value of an expression; Unknown with a reason where it cannot be known."""
    budget = scope.host.budget
    budget.left -= 1
    if budget.left < 0:
        return Unknown("the configuration is too large to evaluate", scope.span(node))
    evaluator = _EVALUATORS.get(type(node))
    if evaluator is None:
        return Unknown("the expression is not understood", scope.span(node))
    if not budget.marks or type(node) is syntax.Literal:
        return evaluator(node, scope)
    return tracked(evaluator, node, scope)


def _literal(node: syntax.Literal, scope: Scope) -> Value:
    value: Any = node.value
    if isinstance(value, str) and not value.isascii():
        value = composed(value)
    if isinstance(value, Decimal) and abs(value.adjusted()) > LARGEST:
        return Unknown("the number is too large to evaluate", scope.span(node), type="number")
    return Known(value, scope.span(node))


def _variable(node: syntax.Variable, scope: Scope) -> Value:
    return scope.lookup(node.name, scope.span(node))


def _attribute(node: syntax.GetAttribute, scope: Scope) -> Value:
    return attribute(evaluate(node.object, scope), node.name, scope.span(node))


def _index(node: syntax.Index, scope: Scope) -> Value:
    container = evaluate(node.object, scope)
    return index(container, evaluate(node.key, scope), scope.span(node))


def _splat(node: syntax.Splat, scope: Scope) -> Value:
    def each(item: Value) -> Value:
        return evaluate(node.each, scope.child({_SPLAT: item}))

    value = evaluate(node.object, scope)
    if scope.host.budget.marks and isinstance(configured(value), Sequence):
        value = unmarked(value)
    return splat(value, each, scope.span(node))


_SPLAT = "*"


def _splat_item(node: syntax.SplatItem, scope: Scope) -> Value:
    return scope.local[_SPLAT]


def _parentheses(node: syntax.Parentheses, scope: Scope) -> Value:
    return evaluate(node.expression, scope)


def _tuple(node: syntax.Tuple, scope: Scope) -> Value:
    return Sequence(tuple(evaluate(item, scope) for item in node.items), scope.span(node))


def _object(node: syntax.Object, scope: Scope) -> Value:
    members: dict[str, Value] = {}
    keys = {}
    more: Unknown | None = None
    for key_node, value_node in node.items:
        name: str | None
        if isinstance(key_node, syntax.Literal) and isinstance(key_node.value, str):
            name = composed(key_node.value)
        else:
            key = evaluate(key_node, scope)
            if isinstance(key, Failure):
                return key
            if isinstance(key, Known) and key.value is None:
                return Failure("a key of the object is null", scope.span(key_node))
            name = text_of(key)
            if name is None and isinstance(key, Known) and key.value is not None:
                name = scalar_text(key.value)
        if name is None:
            more = Unknown(
                "a key of the object is not known", scope.span(key_node), identity=_text(node, scope)
            )
            if len(node.items) == 1:
                return SoleEntry(key, evaluate(value_node, scope), scope.span(node), more)
            continue
        members[name] = evaluate(value_node, scope)
        keys[name] = scope.span(key_node)
    return Mapping(members, scope.span(node), keys, open=more)


def _text(node: syntax.Node, scope: Scope) -> str:
    """An expression's own text as the name of what is unknown in it, distinct for each module."""
    text = " ".join(scope.source.text[node.start : node.end].split())
    where = scope.host.address
    return f"{text} at {where + ':' if where else ''}{scope.source.name}:{node.start}"


def _binary(node: syntax.Binary, scope: Scope) -> Value:
    left = evaluate(node.left, scope)
    if node.operator in ("&&", "||") and isinstance(left, Known):
        decided = condition_of(left)
        if decided is (node.operator == "||"):
            _for_marks(node.right, scope)
            return Known(decided, scope.span(node))
    return binary(node.operator, left, evaluate(node.right, scope), scope.span(node))


def _unary(node: syntax.Unary, scope: Scope) -> Value:
    return unary(node.operator, evaluate(node.operand, scope), scope.span(node))


def _conditional(node: syntax.Conditional, scope: Scope) -> Value:
    span = scope.span(node)
    value = evaluate(node.condition, scope)
    condition = condition_of(value)
    if isinstance(condition, Failure):
        return condition
    if condition is None:
        reason = value.reason if isinstance(value, Unknown) else "the condition is not known"
        return Unknown(reason, span, identity=_text(node, scope))
    if isinstance(condition, bool):
        chosen = node.then if condition else node.otherwise
        other = node.otherwise if condition else node.then
        result = evaluate(chosen, scope)
        _for_marks(other, scope)
        return _unified(result, lambda: evaluate(other, scope), span)
    then, otherwise = evaluate(node.then, scope), evaluate(node.otherwise, scope)
    unified = _unified(then, lambda: otherwise, span), _unified(otherwise, lambda: then, span)
    return alternatives(condition, *unified, span)


def _for_marks(node: syntax.Expression, scope: Scope) -> None:
    """Evaluate what the value does not depend on, but whether it is sensitive does."""
    if scope.host.budget.marks:
        evaluate(node, scope)


def _unified(result: Value, other: Callable[[], Value], span: Span) -> Value:
    """A branch converted to the type it has in common with the other one."""
    mine = type_of(result)
    if mine is None:
        return result
    against = configured(other())
    theirs = type_of(against)
    if theirs is None or isinstance(against, Failure):
        return unsettled(result)
    if theirs.kind == "any" or mine == theirs:
        return result
    common = theirs if mine.kind == "any" else unify([mine, theirs])
    if common is None:
        return Failure("the two results of the condition have no type in common", span, result.via)
    if common == mine:
        return result
    return inherited(result, convert(result, common, lambda expression: result))


def _call(node: syntax.Call, scope: Scope) -> Value:
    from ecslint.hcl.functions import call

    return call(node, scope)


def _for(node: syntax.For, scope: Scope) -> Value:
    return evaluate_for(node, scope, evaluate, _text(node, scope))


def _template(node: syntax.Template, scope: Scope) -> Value:
    return evaluate_template(node, scope, evaluate)


_EVALUATORS: dict[type, Callable[[Any, Scope], Value]] = {
    syntax.Literal: _literal,
    syntax.Variable: _variable,
    syntax.GetAttribute: _attribute,
    syntax.Index: _index,
    syntax.Splat: _splat,
    syntax.SplatItem: _splat_item,
    syntax.Parentheses: _parentheses,
    syntax.Tuple: _tuple,
    syntax.Object: _object,
    syntax.Binary: _binary,
    syntax.Unary: _unary,
    syntax.Conditional: _conditional,
    syntax.Call: _call,
    syntax.For: _for,
    syntax.Template: _template,
}
