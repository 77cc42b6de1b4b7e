"""The parameters of a template: what each can be, given its default and its allowed values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation

from ecslint.condition import Scalar
from ecslint.parsers.cloudformation.choosing import demanded, mentioned
from ecslint.parsers.cloudformation.document import elements, members, text
from ecslint.parsers.cloudformation.texts import joined
from ecslint.source import Span
from ecslint.value import (
    Absent,
    Alternatives,
    Known,
    Mapping,
    Reference,
    Sequence,
    Step,
    Text,
    Unknown,
    Value,
    passed,
)

_LISTS = ("CommaDelimitedList", "List<")
_LOOKED_UP = "AWS::SSM::Parameter::Value<"
_EXISTING = ("AWS::EC2::", "AWS::Route53::", "List<AWS::")
"""Types whose values CloudFormation looks for in the account, so that none of them is empty."""


class Parameters:
    """The parameters of one template, and what a parent stack gives for them.

    Arguments are evaluated when they are first read. A parameter that takes part in a condition is
    its default unless a condition says otherwise; any other one is its default. So is what a stack
    that gives the arguments (`closed`) leaves out: nobody else can give it.
    """

    def __init__(
        self,
        section: Value | None,
        conditions: Value | None,
        rules: Value | None,
        prefix: str,
        arguments: dict[str, Callable[[], Value]],
        closed: bool = False,
    ) -> None:
        self._declared = members(section)
        self._keys = section.keys if isinstance(section, Mapping) else {}
        self._prefix = prefix
        self._arguments = arguments
        self._closed = closed
        choosing = [each for each in (conditions, rules) if each is not None]
        self._conditional = {name for each in choosing for name in mentioned(each)}
        self._demanded = dict(demanded(rules))
        self._values: dict[str, Value] = {}
        self._under_way: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._declared

    def fit(self, arguments: Iterable[str]) -> bool:
        """Whether arguments of these names are what the parameters ask for."""
        given = set(arguments)
        required = {name for name, value in self._declared.items() if "Default" not in members(value)}
        return required <= given <= set(self._declared)

    def of_type(self, kind: str) -> list[str]:
        """The names of the parameters of a type."""
        return [name for name in self._declared if self._kind(name) == kind]

    def refusals(self) -> Iterator[tuple[str, Span]]:
        """Values that parameters are given and cannot have."""
        for name, argument in self._arguments.items():
            declaration = members(self._declared.get(name))
            allowed = [text(value) for value in elements(declaration.get("AllowedValues"))]
            value = argument()
            plain = text(value)
            if (
                plain is None
                or any(step.default for step in value.via)
                or self._kind(name).startswith(_LISTS)
            ):
                continue
            if allowed and None not in allowed and plain not in allowed:
                choices = ", ".join(each for each in allowed if each is not None)
                yield (
                    f"parameter {self._prefix}{name} cannot be {plain}, which is none of {choices}",
                    value.span,
                )
            elif self._kind(name) == "Number" and isinstance(number(plain), str):
                yield f"parameter {self._prefix}{name} is a number, and cannot be {plain}", value.span

    def admits(self, identity: str, plain: str) -> bool:
        """Whether an input can have a text; what is no parameter of this template can have any."""
        name = identity.removeprefix(self._prefix)
        return name not in self._declared or plain != "" or self._may_be_empty(name)

    def _may_be_empty(self, name: str) -> bool:
        declaration = members(self._declared[name])
        kind = self._kind(name)
        if kind.startswith(_EXISTING) and text(declaration.get("Default")) != "":
            return False
        least = text(declaration.get("MinLength"))
        pattern = text(declaration.get("AllowedPattern"))
        return kind != "Number" and least in (None, "0") and (pattern is None or _fits(pattern, ""))

    def read(self, name: str, span: Span) -> Value:
        """The value of a parameter that is used at a place."""
        value = self._values.get(name)
        if value is None:
            if name in self._under_way:
                return Unknown(f"parameter {self._prefix}{name} depends on itself", span)
            self._under_way.add(name)
            value = self._values[name] = self._value(name)
            self._under_way.discard(name)
        if isinstance(value, Unknown):
            return Unknown(
                value.reason,
                span,
                value.via,
                identity=value.identity,
                domain=value.domain,
                default=value.default,
                type=value.type,
            )
        return passed(value, Step(span, f"parameter {self._prefix}{name}"))

    def _value(self, name: str) -> Value:
        if name in self._arguments:
            return self._given(name, self._arguments[name]())
        return self._usual(name)

    def _given(self, name: str, argument: Value) -> Value:
        """What a parent stack gives; where it gives nothing, the parameter is as without a parent."""
        kind = self._kind(name)
        match argument:
            case Absent():
                return self._usual(name)
            case Alternatives(condition=condition, then=then, otherwise=otherwise):
                branches = self._given(name, then), self._given(name, otherwise)
                return Alternatives(condition, *branches, argument.span, argument.via)
            case _ if kind.startswith(_LOOKED_UP):
                return self._usual(name)
            case _ if kind.startswith(_LISTS):
                return self._split(argument)
            case Known():
                return _constant(argument, kind) or argument
        return argument

    def _usual(self, name: str) -> Value:
        declaration = members(self._declared[name])
        kind = self._kind(name)
        shown = self._prefix + name
        place = self._keys.get(name, self._declared[name].span)
        if kind.startswith(_LOOKED_UP):
            reason = f"parameter {shown} is looked up in the Parameter Store"
            listed = kind.removeprefix(_LOOKED_UP).startswith(_LISTS)
            return Unknown(reason, place, identity=shown, type="list" if listed else "string")
        default = declaration.get("Default")
        if text(default) == "" and not self._may_be_empty(name):
            default = None
        if kind.startswith(_LISTS):
            type_, usual = "list", self._split(default) if default is not None else None
        else:
            type_ = "number" if kind == "Number" else "string"
            usual = _constant(default, kind)
        if usual is not None and self._closed:
            return passed(usual, Step(usual.span, f"default of parameter {shown}", default=True))
        allowed = declaration.get("AllowedValues") or self._demanded.get(name)
        domain = () if type_ == "list" else _domain(allowed, usual, kind)
        if len(domain) == 1:
            only = isinstance(usual, Known) and usual.value == domain[0]
            return usual if only and usual is not None else Known(domain[0], place)
        if domain:
            reason = f"parameter {shown} can have several values"
            return Unknown(reason, place, identity=shown, domain=domain, type=type_)
        if usual is None:
            return Unknown(f"parameter {shown} has no default", place, identity=shown, type=type_)
        usual = passed(usual, Step(usual.span, f"default of parameter {shown}", default=True))
        if name in self._conditional:
            reason = f"parameter {shown} takes part in a condition"
            return Unknown(reason, place, identity=shown, default=usual, type=type_)
        return usual

    def _kind(self, name: str) -> str:
        return text(members(self._declared.get(name)).get("Type")) or "String"

    def _split(self, value: Value) -> Value:
        """A list from text with commas, each item at the place of the text."""
        whole = text(value)
        if whole is not None:
            items = [Known(item.strip(), value.span, value.via) for item in whole.split(",")] if whole else []
            return Sequence(tuple(items), value.span, value.via)
        match value:
            case Reference(value=Value() as configured):
                return self._split(configured)
            case Text(parts=parts) if all(map(_has_no_hidden_comma, parts)):
                return _taken_apart(parts, value)
            case Text():
                return Unknown("the list is joined from values that are not known", value.span, value.via)
        return value


def _has_no_hidden_comma(part: Value) -> bool:
    """Whether all commas of a part of a text are in sight: what `Ref` gives for a resource has none."""
    if isinstance(part, Known):
        return True
    while isinstance(part, Reference) and part.value is not None:
        part = part.value
    if isinstance(part, Reference):
        return not part.attribute
    return isinstance(part, Known) and "," not in str(part.value)


def _taken_apart(parts: tuple[Value, ...], whole: Text) -> Sequence:
    """The items of a joined list."""
    items: list[list[Value]] = [[]]
    for part in parts:
        if not isinstance(part, Known):
            items[-1].append(part)
            continue
        for index, piece in enumerate(str(part.value).split(",")):
            if index:
                items.append([])
            if piece.strip():
                items[-1].append(Known(piece.strip(), part.span, part.via))
    return Sequence(tuple(joined(item, whole.span) for item in items), whole.span, whole.via)


def _domain(allowed: Value | None, usual: Value | None, kind: str) -> tuple[Scalar, ...]:
    """All values that a parameter can have, the default first; empty when they are not all known."""
    constants = [_constant(value, kind) for value in elements(allowed)]
    if not constants or None in constants:
        return ()
    values = [constant.value for constant in constants if constant is not None]
    if usual is not None and isinstance(usual, Known) and usual.value in values:
        values.insert(0, usual.value)
    return tuple(dict.fromkeys(values))


def _constant(value: Value | None, kind: str) -> Known | None:
    """A scalar in the type of its parameter: numbers are numbers, everything else is text."""
    plain = text(value)
    if plain is None or value is None:
        return None
    return Known(number(plain) if kind == "Number" else plain, value.span, value.via)


def number(plain: str) -> Scalar:
    """The number that a text stands for; the text itself when it is none."""
    try:
        if plain.lstrip("+-").isdecimal() and len(plain) < 40:
            return int(plain)
        value = Decimal(plain)
    except (InvalidOperation, ValueError):
        return plain
    return value if value.is_finite() and abs(value.adjusted()) < 40 else plain


def _fits(pattern: str, plain: str) -> bool:
    """Whether a text may match a pattern: Java has some that Python has not."""
    try:
        return re.search(pattern, plain) is not None
    except (re.error, RecursionError):
        return True
