"""Variables: what a module's input is, from its caller, from outside, or by default."""

from __future__ import annotations

from ecslint.hcl.conversion import Default, convert, make_input
from ecslint.hcl.evaluator import evaluate
from ecslint.hcl.scope import Host, Input, Scope
from ecslint.hcl.syntax import Expression, Literal
from ecslint.hcl.types import ANY, Type, parse_type
from ecslint.parsers.terraform.declarations import Declared
from ecslint.source import Span
from ecslint.value import Alternatives, Failure, Known, Step, Unknown, Value, passed

DEFAULT = "default of var."
"""How the note of a step begins where a value is a variable's default."""


def declared_type(declared: Declared) -> Type:
    """The type constraint of a variable."""
    local = declared.attribute("type")
    return ANY if local is None else parse_type(local.attribute.expression)


def resolve_variable(
    name: str, declared: Declared, given: Value | None, scope: Scope, identity: str
) -> Value:
    """The value of a variable of which `given` is the value from outside, if there is one."""
    kind = declared_type(declared)

    def default(expression: Expression) -> Value:
        return evaluate(expression, Scope(declared.source, scope.host))

    nullable = declared.attribute("nullable")
    refuses_null = (
        nullable is not None
        and isinstance(nullable.attribute.expression, Literal)
        and nullable.attribute.expression.value is False
    )
    if given is not None:
        value = _without_null(given, name, declared, scope) if refuses_null else given
        return _converted(value, kind, default, name)
    fallback = _default(name, declared, scope)
    if fallback is not None:
        return _converted(fallback, kind, default, name)
    return open_variable(declared, identity, "has no default")


def open_variable(declared: Declared, identity: str, why: str) -> Input:
    """A variable that may have any value of its type."""
    kind = declared_type(declared)
    return make_input(f"{identity} {why}", declared.header, (), identity, kind, sure=True)


def is_default_of_root(value: Value, host: Host) -> bool:
    """Whether a value is a default of the root module, which whoever runs it may replace."""
    return not host.address and any(step.default for step in value.via)


def _default(name: str, declared: Declared, scope: Scope) -> Value | None:
    local = declared.attribute("default")
    if local is None:
        return None
    value = evaluate(local.attribute.expression, Scope(local.source, scope.host))
    return passed(value, Step(local.span, f"{DEFAULT}{name}", default=True))


def _without_null(given: Value, name: str, declared: Declared, scope: Scope) -> Value:
    """A value where null stands for the default."""
    match given:
        case Known(value=None):
            return _default(name, declared, scope) or given
        case Alternatives():
            then = _without_null(given.then, name, declared, scope)
            otherwise = _without_null(given.otherwise, name, declared, scope)
            return Alternatives(given.condition, then, otherwise, given.span, given.via)
    return given


def _converted(value: Value, kind: Type, default: Default, name: str) -> Value:
    converted = convert(value, kind, default)
    if isinstance(converted, Failure) and not isinstance(value, Failure):
        return Failure(f"var.{name}: {converted.message}", converted.span, value.via)
    return converted


def undeclared(name: str, what: str, span: Span) -> Unknown:
    """That a name is declared nowhere."""
    return Unknown(f"{what} is not declared", span, identity=what)
