"""Templates: text with holes where parts are unknown."""

from __future__ import annotations

from collections.abc import Callable

from ecslint.hcl.cases import TooManyCases, by_cases, presence_condition
from ecslint.hcl.comprehension import entries
from ecslint.hcl.conditions import alternatives, condition_of
from ecslint.hcl.conversion import refusal
from ecslint.hcl.equality import configured
from ecslint.hcl.operators import reason_of
from ecslint.hcl.scalars import composed, scalar_text
from ecslint.hcl.scope import Namespace, Scope
from ecslint.hcl.syntax import Expression, ForDirective, IfDirective, Interpolation, Literal, Node, Template
from ecslint.hcl.weight import LONGEST_TEXT
from ecslint.source import Span
from ecslint.value import (
    Absent,
    Alternatives,
    Failure,
    Known,
    Mapping,
    Reference,
    Sequence,
    Text,
    Unknown,
    Value,
)

Evaluate = Callable[[Expression, Scope], Value]


def evaluate_template(node: Template, scope: Scope, evaluate: Evaluate) -> Value:
    """The text of a template, in the parts in which it was written; a lone `${…}` is its value."""
    span = scope.span(node)
    if len(node.parts) == 1 and isinstance(node.parts[0], Interpolation) and not node.heredoc:
        return evaluate(node.parts[0].expression, scope)
    parts: list[Value] = []
    failure = _render(node.parts, scope, evaluate, parts)
    return failure or joined(parts, span, keep=bool(node.heredoc))


def joined(parts: list[Value], span: Span, keep: bool = False) -> Value:
    """Parts of text as one value: one string when all are known, unless `keep` is set.

    What looks like JSON stays in parts as well, as they tell where each was written.
    """
    if not parts:
        return Known("", span)
    if not keep and all(isinstance(part, Known) for part in parts):
        texts = [str(part.value) for part in parts if isinstance(part, Known)]
        if sum(map(len, texts)) > LONGEST_TEXT:
            return Unknown("the text is too long to evaluate", span)
        text = "".join(texts)
        if len(parts) == 1 or not text.lstrip().startswith(("{", "[")):
            return Known(text, span)
    return Text(tuple(parts), span)


def _render(nodes: list[Node], scope: Scope, evaluate: Evaluate, parts: list[Value]) -> Failure | None:
    """Append what a part of a template renders to; the Failure when it certainly cannot be rendered."""
    for node in nodes:
        failure: Failure | None = None
        match node:
            case Literal(value=str() as text):
                parts.append(Known(composed(text), scope.span(node)))
            case Interpolation(expression=expression):
                failure = _interpolate(evaluate(expression, scope), scope.span(node), parts)
            case IfDirective():
                failure = _render_if(node, scope, evaluate, parts)
            case ForDirective():
                failure = _render_for(node, scope, evaluate, parts)
        if failure is not None:
            return failure
    return None


def _interpolate(value: Value, span: Span, parts: list[Value]) -> Failure | None:
    hole = as_text(value, span)
    if isinstance(hole, Failure):
        return hole
    if isinstance(hole, Text):
        parts.extend(hole.parts)
    else:
        parts.append(hole)
    return None


def as_text(value: Value, span: Span) -> Value:
    """A value as a part of text: a string, or a hole of which the string is not known."""
    match value:
        case Failure():
            return value
        case Known(value=None):
            return Failure("null cannot be a part of text", span, value.via)
        case Known(value=plain):
            return value if isinstance(plain, str) else Known(scalar_text(plain), value.span, value.via)
        case Alternatives():
            then, otherwise = as_text(value.then, span), as_text(value.otherwise, span)
            if isinstance(then, Failure) and isinstance(otherwise, Failure):
                return then
            return Alternatives(value.condition, then, otherwise, value.span, value.via)
        case Reference(value=None):
            return value
        case Reference():
            inner = configured(value)
            return value if isinstance(inner, Reference) else as_text(inner, span)
        case Sequence() | Mapping():
            return refusal(value, "string")
        case Namespace():
            return Failure("this is not a value that text can contain", span)
    return value


def _render_if(node: IfDirective, scope: Scope, evaluate: Evaluate, parts: list[Value]) -> Failure | None:
    value = evaluate(node.condition, scope)
    condition = condition_of(value)
    span = scope.span(node)
    if isinstance(condition, Failure):
        return condition
    if isinstance(condition, bool):
        if scope.host.budget.marks:
            _render(node.otherwise if condition else node.then, scope, evaluate, [])
        return _render(node.then if condition else node.otherwise, scope, evaluate, parts)
    branches: list[Value] = []
    for nodes in (node.then, node.otherwise):
        inner: list[Value] = []
        failure = _render(nodes, scope, evaluate, inner)
        branches.append(failure or joined(inner, span, keep=True))
    if condition is None:
        parts.append(Unknown(reason_of([value]), span))
    else:
        parts.append(alternatives(condition, branches[0], branches[1], span))
    return None


def _render_for(node: ForDirective, scope: Scope, evaluate: Evaluate, parts: list[Value]) -> Failure | None:
    span = scope.span(node)
    collection = evaluate(node.collection, scope)

    def build(values: list[Value]) -> Value:
        found = entries(values[0], span)
        if isinstance(found, Failure):
            return found
        inner: list[Value] = []
        for entry in found.known:
            if isinstance(entry.value, Absent):
                continue
            names = {node.value: entry.value}
            if node.key is not None:
                names[node.key] = entry.key
            failure = _render(node.body, scope.child(names), evaluate, inner)
            if failure is not None:
                return failure
        if found.more is not None:
            inner.append(found.more)
        return joined(inner, span, keep=True)

    try:
        rendered = by_cases([collection], build, span, presence_condition)
    except TooManyCases:
        rendered = Unknown("it depends on too many conditions", span)
    return _interpolate(rendered, span, parts)
