"""Type constraints: `list(string)`, `object({…})`, and what types values certainly have."""

from __future__ import annotations

from typing import NamedTuple

from ecslint.hcl.syntax import Call, Expression, Literal, Object, Parentheses, Tuple, Variable
from ecslint.source import Span
from ecslint.value import Document, Known, Mapping, Sequence, Text, Unknown, Value, Via


class Type(NamedTuple):
    """A type: a primitive or "any", a collection of `element`, a tuple of `items`, or an object."""

    kind: str
    element: Type | None = None
    items: tuple[Type, ...] = ()
    attributes: tuple[tuple[str, Type], ...] = ()
    optional: tuple[tuple[str, Expression | None], ...] = ()
    """Names of the attributes that may be missing, with the expression of their default."""

    @property
    def simple(self) -> str:
        """The kind in the vocabulary of Unknown.type."""
        if self.kind in ("set", "tuple", "list"):
            return "list"
        if self.kind in ("object", "map"):
            return "map"
        return "" if self.kind == "any" else self.kind


ANY = Type("any")
STRING = Type("string")
NUMBER = Type("number")
BOOL = Type("bool")
_PRIMITIVES = {"string": STRING, "number": NUMBER, "bool": BOOL, "any": ANY}


class Null(Known):
    """A null of which the type is known: what no value was found for, or what was converted."""

    __slots__ = ("type",)

    def __init__(self, type: Type, span: Span, via: Via = ()) -> None:
        self.value = None
        self.type = type
        self.span = span
        self.via = via


class EmptySequence(Sequence):
    """A list or set without elements, of which the type that they would have is known."""

    __slots__ = ("element",)

    element: Type


class EmptyMapping(Mapping):
    """A map without elements, of which the type that they would have is known."""

    __slots__ = ("element",)

    element: Type


class UnsettledSequence(Sequence):
    """A tuple or list that Terraform may have converted, to a type that is not known here."""

    __slots__ = ()


class UnsettledMapping(Mapping):
    """An object or map that Terraform may have converted, to a type that is not known here."""

    __slots__ = ()


def unsettled(value: Value) -> Value:
    """A value of which the kinds of its containers are not certain."""
    match value:
        case Sequence(kind="tuple" | "list"):
            items = tuple(map(unsettled, value.items))
            return UnsettledSequence(items, value.span, value.via, value.open, value.kind)
        case Mapping(kind="object" | "map"):
            members = {name: unsettled(item) for name, item in value.items.items()}
            return UnsettledMapping(members, value.span, value.keys, value.via, value.open, value.kind)
    return value


def null_of(kind: Type, span: Span, via: Via = ()) -> Known:
    """A null of a type."""
    return Known(None, span, via) if kind.kind == "any" else Null(kind, span, via)


def with_element(value: Value, element: Type | None) -> Value:
    """A collection that remembers the type of its elements where it has none that show it."""
    if element is None or element.kind == "any":
        return value
    match value:
        case Sequence(items=(), open=None, kind="list" | "set"):
            empty = EmptySequence((), value.span, value.via, None, value.kind)
            empty.element = element
            return empty
        case Mapping(open=None, kind="map") if not value.items:
            nothing = EmptyMapping({}, value.span, value.keys, value.via, None, "map")
            nothing.element = element
            return nothing
    return value


def parse_type(node: Expression) -> Type:
    """The type that an expression denotes; what cannot be understood is "any"."""
    match node:
        case Parentheses(expression=inner):
            return parse_type(inner)
        case Variable(name=name) | Literal(value=str() as name):
            return _PRIMITIVES.get(name) or (Type(name, ANY) if name in ("list", "map", "set") else ANY)
        case Call(name="list" | "set" | "map" as kind, arguments=[element]):
            return Type(kind, parse_type(element))
        case Call(name="tuple", arguments=[Tuple(items=items)]):
            return Type("tuple", items=tuple(parse_type(item) for item in items))
        case Call(name="object", arguments=[Object(items=members)]):
            return _object(members)
        case Call(name="optional", arguments=[first, *_]):
            return parse_type(first)
    return ANY


def _object(members: list[tuple[Expression, Expression]]) -> Type:
    attributes: list[tuple[str, Type]] = []
    optional: list[tuple[str, Expression | None]] = []
    for key, declared in members:
        if not isinstance(key, Literal):
            return ANY
        name = str(key.value)
        attributes.append((name, parse_type(declared)))
        if isinstance(declared, Call) and declared.name == "optional":
            optional.append((name, declared.arguments[1] if len(declared.arguments) > 1 else None))
    return Type("object", attributes=tuple(sorted(attributes)), optional=tuple(optional))


def type_of(value: Value) -> Type | None:
    """The type that a value certainly has; None when that is not certain. Null has the type "any"."""
    match value:
        case Null():
            return value.type
        case Known(value=None):
            return ANY
        case EmptySequence() | EmptyMapping():
            return Type(value.kind, value.element)
        case UnsettledSequence() | UnsettledMapping():
            return None
        case Known(value=bool()):
            return BOOL
        case Known(value=str()) | Text() | Document():
            return STRING
        case Known():
            return NUMBER
        case Unknown(type="string" | "number" | "bool" as kind):
            return _PRIMITIVES[kind]
        case Sequence(open=None):
            return _sequence_type(value)
        case Mapping(open=None) if value.kind != "block":
            types = {key: type_of(item) for key, item in value.items.items()}
            sure = {key: kind for key, kind in types.items() if kind is not None}
            if len(sure) < len(types):
                return None
            if value.kind == "map":
                return _collection_type("map", list(sure.values()))
            return Type("object", attributes=tuple(sorted(sure.items())))
    return None


def _sequence_type(value: Sequence) -> Type | None:
    types = [type_of(item) for item in value.items]
    sure = [kind for kind in types if kind is not None]
    if len(sure) < len(types):
        return None
    if value.kind == "tuple":
        return Type("tuple", items=tuple(sure))
    return _collection_type(value.kind, sure)


def _collection_type(kind: str, elements: list[Type]) -> Type:
    """A collection's type by its elements, which all have one; of an untyped null it does not show."""
    known = [element for element in elements if element.kind != "any"]
    if not known:
        return Type(kind, ANY)
    if any(element != known[0] for element in known):
        from ecslint.hcl.unification import unify

        return Type(kind, unify(known) or ANY)
    return Type(kind, known[0])
