"""What is marked as sensitive: a step on the way of a value, which what is computed from it takes as well."""

from __future__ import annotations

from ecslint.hcl import syntax
from ecslint.source import Span
from ecslint.value import Alternatives, Failure, Mapping, Sequence, Step, Text, Value, passed

_NOTE = "sensitive()"
_WHOLE = (syntax.Binary, syntax.Unary, syntax.Template, syntax.Index, syntax.GetAttribute)
_FIRST = (syntax.Conditional, syntax.Splat, syntax.For)
"""Where what is evaluated first makes the whole sensitive."""
_SHALLOW = {
    "concat",
    "merge",
    "keys",
    "values",
    "lookup",
    "element",
    "length",
    "slice",
    "reverse",
    "zipmap",
    "setproduct",
}
_SHALLOW |= {"chunklist", "flatten", "tolist", "tomap", "ephemeralasnull", "one"}
_NEVER = {"nonsensitive", "issensitive", "sensitive", "try", "can"}


def marked(value: Value, span: Span) -> Value:
    """The value, known to be sensitive."""
    return value if is_marked(value) else passed(value, Step(span, _NOTE))


def unmarked(value: Value) -> Value:
    """The value, no longer sensitive."""
    if not is_marked(value):
        return value
    copy = passed(value, value.via[0])
    copy.via = tuple(step for step in value.via if step.note != _NOTE)
    return copy


def is_marked(value: Value) -> bool:
    """Whether a value as a whole is sensitive."""
    return any(step.note == _NOTE for step in value.via)


def _holds_mark(value: Value) -> bool:
    """Whether a value or a part of it is sensitive."""
    if is_marked(value):
        return True
    match value:
        case Sequence(items=parts) | Text(parts=parts):
            return any(map(_holds_mark, parts))
        case Mapping() if value.kind != "block":
            return any(map(_holds_mark, value.items.values()))
        case Alternatives():
            return _holds_mark(value.then) or _holds_mark(value.otherwise)
    return False


def with_marks(node: syntax.Node, result: Value, operands: list[Value], span: Span) -> Value:
    """The result of an expression, sensitive where what it was computed from is."""
    if isinstance(result, Failure) or not operands:
        return result
    if isinstance(node, _FIRST):
        return marked(result, span) if is_marked(operands[0]) else result
    if isinstance(node, syntax.Call):
        if node.name in _NEVER:
            return result
        deep = node.name not in _SHALLOW
        return marked(result, span) if any(map(_holds_mark if deep else is_marked, operands)) else result
    if isinstance(node, _WHOLE) and any(map(is_marked, operands)):
        return marked(result, span)
    return result
