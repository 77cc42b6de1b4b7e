"""The value domain: what is known of a value, where it was written, and the way it came.

Every parser produces these values and the engine reads them. Nothing here knows a configuration
language or ECS. A value never changes once made; parts are shared freely between values.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from ecslint.condition import Condition, Scalar
from ecslint.source import Span


class Step(NamedTuple):
    """One place that a value passed through on its way: a default, a module argument, a local.

    `default` when it is there because nobody gave the input another value. One without a note says
    nothing to a reader.
    """

    span: Span
    note: str
    default: bool = False


Via: TypeAlias = tuple[Step, ...]


# -- values -------------------------------------------------------------------------------------


class Value:
    """Base of all values: the span where it was written, and the steps that led here.

    `via` is ordered from the place nearest to the reader back to the origin: the steps between
    the place where the value is used and `span`, where it was finally written.
    """

    __slots__ = ("span", "via")

    span: Span
    via: Via


class Known(Value):
    """A scalar: str, int, Decimal, bool, or None for an explicit null. Never a float."""

    __slots__ = ("value",)

    def __init__(self, value: Scalar, span: Span, via: Via = ()) -> None:
        self.value = value
        self.span = span
        self.via = via

    def __repr__(self) -> str:
        return f"Known({self.value!r})"


class Sequence(Value):
    """A list, tuple or set. An item may be Alternatives with Absent on one side: it is there or not.

    `open` is None when these are all the items, else the Unknown because of which there may be more.
    `kind` is "tuple", "list" or "set".
    """

    __slots__ = ("items", "open", "kind")

    def __init__(
        self,
        items: tuple[Value, ...],
        span: Span,
        via: Via = (),
        open: Unknown | None = None,
        kind: str = "tuple",
    ) -> None:
        self.items = items
        self.span = span
        self.via = via
        self.open = open
        self.kind = kind

    def __repr__(self) -> str:
        return f"Sequence({list(self.items)!r}{', open' if self.open else ''})"


class Mapping(Value):
    """An object or map: values by key, and the span of each key (`keys` may lack some).

    `open` is None when these are all the keys, else the Unknown because of which there may be
    more. `kind` is "object", "map" or "block".
    """

    __slots__ = ("items", "keys", "open", "kind")

    def __init__(
        self,
        items: dict[str, Value],
        span: Span,
        keys: dict[str, Span] | None = None,
        via: Via = (),
        open: Unknown | None = None,
        kind: str = "object",
    ) -> None:
        self.items = items
        self.keys = keys or {}
        self.span = span
        self.via = via
        self.open = open
        self.kind = kind

    def __repr__(self) -> str:
        return f"Mapping({self.items!r}{', open' if self.open else ''})"


class Text(Value):
    """A string in parts, each literal text (Known str) or a hole (any other value).

    A literal part whose span is as long as its text maps to the source character by character;
    this is how JSON written in a heredoc keeps its places.
    """

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Value, ...], span: Span, via: Via = ()) -> None:
        self.parts = parts
        self.span = span
        self.via = via

    def __repr__(self) -> str:
        return f"Text({list(self.parts)!r})"


class Document(Value):
    """The JSON text of a value, as jsonencode makes it; the value is kept."""

    __slots__ = ("content",)

    def __init__(self, content: Value, span: Span, via: Via = ()) -> None:
        self.content = content
        self.span = span
        self.via = via

    def __repr__(self) -> str:
        return f"Document({self.content!r})"


class Alternatives(Value):
    """One value where a condition holds, another where it does not."""

    __slots__ = ("condition", "then", "otherwise")

    def __init__(
        self, condition: Condition, then: Value, otherwise: Value, span: Span, via: Via = ()
    ) -> None:
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
        self.span = span
        self.via = via

    def __repr__(self) -> str:
        return f"Alternatives({self.condition!r}, {self.then!r}, {self.otherwise!r})"


class Reference(Value):
    """An attribute of a resource: `target` is the resource's address, `attribute` the path in it.

    `value` is what the configuration says the attribute is, or None when only the provider knows
    it after the deployment (an ARN, an id). An empty attribute means the resource itself (in
    CloudFormation, what `Ref` gives).
    """

    __slots__ = ("target", "attribute", "value")

    def __init__(
        self, target: str, attribute: str, span: Span, via: Via = (), value: Value | None = None
    ) -> None:
        self.target = target
        self.attribute = attribute
        self.span = span
        self.via = via
        self.value = value

    def __repr__(self) -> str:
        return f"Reference({self.target}, {self.attribute!r})"


class Unknown(Value):
    """A value that nobody can know here, and why.

    `reason` is a sentence part that a person understands ("var.tag has no default").
    `identity` names what is unknown, so that one unknown read twice is one thing; two unknowns of
    equal identity are equal values. `domain` lists all values it can have, the likeliest first, or
    is empty. `default` is what it is unless an assumption says otherwise (a CloudFormation
    parameter that takes part in a condition). `type` is "string", "number", "bool", "list", "map"
    or "" and is certain where it is given.
    """

    __slots__ = ("reason", "identity", "domain", "default", "type")

    def __init__(
        self,
        reason: str,
        span: Span,
        via: Via = (),
        *,
        identity: str = "",
        domain: tuple[Scalar, ...] = (),
        default: Value | None = None,
        type: str = "",
    ) -> None:
        self.reason = reason
        self.span = span
        self.via = via
        self.identity = identity
        self.domain = domain
        self.default = default
        self.type = type

    def __repr__(self) -> str:
        return f"Unknown({self.reason!r})"


class Absent(Value):
    """Nothing was given. The span is the place where it could have been."""

    __slots__ = ()

    def __init__(self, span: Span, via: Via = ()) -> None:
        self.span = span
        self.via = via

    def __repr__(self) -> str:
        return "Absent()"


class Failure(Value):
    """An expression that its language is certain to refuse: becomes ECS005 where it matters."""

    __slots__ = ("message",)

    def __init__(self, message: str, span: Span, via: Via = ()) -> None:
        self.message = message
        self.span = span
        self.via = via

    def __repr__(self) -> str:
        return f"Failure({self.message!r})"


def passed(value: Value, step: Step) -> Value:
    """The same value, having passed through one more place on its way to the reader."""
    copy = object.__new__(type(value))
    for kind in type(value).__mro__:
        for name in getattr(kind, "__slots__", ()):
            setattr(copy, name, getattr(value, name))
    copy.via = (step, *value.via)
    return copy


def literal(value: Value) -> str | None:
    """The whole text of a string that has no unknown part, else None."""
    match value:
        case Known(value=str() as text):
            return text
        case Text(parts=parts):
            texts = [literal(part) for part in parts]
            return "".join(text for text in texts if text is not None) if None not in texts else None
    return None
