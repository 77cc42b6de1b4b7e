"""The evaluator: what is known of an expression's value.

Where Terraform gives up on a whole value because a part of it is unknown, this keeps the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ecslint.hcl import syntax
from ecslint.hcl.comprehension import evaluate_for
from ecslint.hcl.conditions import alternatives, condition_of, inherited
from ecslint.hcl.conversion import convert
from ecslint.hcl.operators import binary, unary
from ecslint.hcl.rendering import evaluate_template
from ecslint.hcl.scalars import scalar_text, text_of
from ecslint.hcl.scope import Scope
from ecslint.hcl.splat import splat
from ecslint.hcl.traversal import attribute, index
from ecslint.hcl.types import ANY, Type, type_of, unify
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
    return evaluator(node, scope)


def _literal(node: syntax.Literal, scope: Scope) -> Value:
    value: Any = node.value
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

    return splat(evaluate(node.object, scope), each, scope.span(node))


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
            name = key_node.value
        else:
            key = evaluate(key_node, scope)
            if isinstance(key, Failure):
                return key
            name = text_of(key)
            if name is None and isinstance(key, Known) and key.value is not None:
                name = scalar_text(key.value)
        if name is None:
            more = Unknown(
                "a key of the object is not known", scope.span(key_node), identity=_text(node, scope)
            )
            continue
        members[name] = evaluate(value_node, scope)
        keys[name] = scope.span(key_node)
    return Mapping(members, scope.span(node), keys, open=more)


def _text(node: syntax.Node, scope: Scope) -> str:
    """An expression's own text as the name of what is unknown in it, distinct for each module."""
    text = " ".join(scope.source.text[node.start : node.end].split())
    where = scope.host.address
    return f"{text} at {where + ':' if where else ''}{scope.source.path}:{node.start}"


def _binary(node: syntax.Binary, scope: Scope) -> Value:
    left = evaluate(node.left, scope)
    if node.operator in ("&&", "||") and isinstance(left, Known):
        decided = condition_of(left)
        if decided is (node.operator == "||"):
            return left
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
        return _unified(result, lambda: evaluate(other, scope))
    then, otherwise = evaluate(node.then, scope), evaluate(node.otherwise, scope)
    return alternatives(condition, _unified(then, lambda: otherwise), _unified(otherwise, lambda: then), span)


def _unified(result: Value, other: Callable[[], Value]) -> Value:
    """A branch converted to the type it has in common with the other one.

    Only numbers and bools can change, into strings, so only branches with such parts are compared.
    """
    if not _has_convertible(result):
        return result
    mine = type_of(result)
    theirs = type_of(other()) if mine is not None else None
    if mine is None or theirs is None:
        return result
    common = unify([mine, theirs])
    if common is None or common in (mine, ANY) or not _says_string(common):
        return result
    converted = convert(result, common, lambda expression: result)
    return result if isinstance(converted, Failure) else inherited(result, converted)


def _says_string(common: Type) -> bool:
    parts = [*common.items, *(kind for _, kind in common.attributes)]
    if common.element is not None:
        parts.append(common.element)
    return common.kind == "string" or any(_says_string(part) for part in parts)


def _has_convertible(value: Value) -> bool:
    match value:
        case Known(value=plain):
            return plain is not None and not isinstance(plain, str)
        case Sequence():
            return any(_has_convertible(item) for item in value.items)
        case Mapping() if value.kind != "block":
            return any(_has_convertible(item) for item in value.items.values())
    return False


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
