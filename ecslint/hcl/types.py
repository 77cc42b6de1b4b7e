"""Type constraints: `list(string)`, `object({…})`, and what types values certainly have."""

from __future__ import annotations

from typing import NamedTuple

from ecslint.hcl.syntax import Call, Expression, Literal, Object, Parentheses, Tuple, Variable
from ecslint.value import Document, Known, Mapping, Reference, Sequence, Text, Unknown, Value


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
    return Type("object", attributes=tuple(attributes), optional=tuple(optional))


def type_of(value: Value) -> Type | None:
    """The type that a value certainly has; None when that is not certain. Null has the type "any"."""
    match value:
        case Known(value=None):
            return ANY
        case Known(value=bool()):
            return BOOL
        case Known(value=str()) | Text() | Document():
            return STRING
        case Known():
            return NUMBER
        case Unknown(type="string" | "number" | "bool" as kind):
            return _PRIMITIVES[kind]
        case Reference(value=Value() as configured):
            return type_of(configured)
        case Sequence(open=None):
            return _sequence_type(value)
        case Mapping(open=None) if value.kind != "block":
            types = {key: type_of(item) for key, item in value.items.items()}
            sure = {key: kind for key, kind in types.items() if kind is not None}
            if len(sure) < len(types):
                return None
            if value.kind == "map":
                return Type("map", unify(list(sure.values())) or ANY)
            return Type("object", attributes=tuple(sorted(sure.items())))
    return None


def _sequence_type(value: Sequence) -> Type | None:
    types = [type_of(item) for item in value.items]
    sure = [kind for kind in types if kind is not None]
    if len(sure) < len(types):
        return None
    if value.kind == "tuple":
        return Type("tuple", items=tuple(sure))
    return Type(value.kind, unify(sure) or ANY)


def unify(types: list[Type]) -> Type | None:
    """The one type that all the types convert to, or None."""
    types = [kind for kind in types if kind.kind != "any"]
    if not types:
        return ANY
    if all(kind == types[0] for kind in types):
        return types[0]
    kinds = {kind.kind for kind in types}
    if kinds <= {"string", "number", "bool"}:
        return STRING if "string" in kinds else None
    if kinds <= {"list", "tuple", "set"}:
        return _unify_sequences(types, kinds)
    if kinds <= {"map", "object"}:
        return _unify_mappings(types, kinds)
    return None


def _unify_sequences(types: list[Type], kinds: set[str]) -> Type | None:
    if kinds == {"tuple"} and len({len(kind.items) for kind in types}) == 1:
        columns = [unify(list(column)) for column in zip(*(kind.items for kind in types), strict=True)]
        sure = [column for column in columns if column is not None]
        return Type("tuple", items=tuple(sure)) if len(sure) == len(columns) else None
    element = unify([part for kind in types for part in (kind.items or (kind.element or ANY,))])
    return None if element is None else Type("set" if kinds == {"set"} else "list", element)


def _unify_mappings(types: list[Type], kinds: set[str]) -> Type | None:
    names = {tuple(name for name, _ in kind.attributes) for kind in types}
    if kinds == {"object"} and len(names) == 1:
        unified = {
            name: unify([dict(kind.attributes)[name] for kind in types]) for name, _ in types[0].attributes
        }
        sure = {name: kind for name, kind in unified.items() if kind is not None}
        return Type("object", attributes=tuple(sorted(sure.items()))) if len(sure) == len(unified) else None
    parts = [part for kind in types for _, part in kind.attributes]
    parts += [kind.element for kind in types if kind.element is not None]
    element = unify(parts)
    return None if element is None else Type("map", element)
