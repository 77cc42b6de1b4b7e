"""Which types convert to which, and the type that several have in common, by the rules of Terraform."""

from __future__ import annotations

from functools import cmp_to_key

from ecslint.hcl.types import ANY, STRING, Type

_PRIMITIVES = ("string", "number", "bool")
_CONVERSIONS = {
    "string": ("number", "bool"),
    "number": ("string",),
    "bool": ("string",),
}


def convertible(source: Type, target: Type) -> bool:
    """Whether values of a type may convert to another one; some of the values may still be refused."""
    if "any" in (source.kind, target.kind) or source == target:
        return True
    if source.kind in _PRIMITIVES or target.kind in _PRIMITIVES:
        return source.kind in _PRIMITIVES and (
            source.kind == target.kind or target.kind in _CONVERSIONS[source.kind]
        )
    match source.kind, target.kind:
        case "object", "object":
            return _object_to_object(source, target)
        case "tuple", "tuple":
            return len(source.items) == len(target.items) and all(
                map(convertible, source.items, target.items)
            )
        case ("list" | "set", "list" | "set") | ("map", "map"):
            return convertible(source.element or ANY, target.element or ANY)
        case "tuple", "list" | "set":
            return _parts_to(list(source.items), target)
        case "object", "map":
            return _parts_to([kind for _, kind in source.attributes], target)
        case "map", "object":
            optional = dict(target.optional)
            element = source.element or ANY
            return all(name in optional or convertible(element, kind) for name, kind in target.attributes)
    return False


def _object_to_object(source: Type, target: Type) -> bool:
    attributes, optional = dict(source.attributes), dict(target.optional)
    return all(
        convertible(attributes[name], kind) if name in attributes else name in optional
        for name, kind in target.attributes
    )


def _parts_to(parts: list[Type], target: Type) -> bool:
    return element_of(target.element or ANY, parts) is not None


def element_of(element: Type, parts: list[Type]) -> Type | None:
    """The type of the elements when parts of types become elements; None when they cannot."""
    if element.kind == "any" and parts:
        common = unify(parts)
        if common is None or common.kind == "any" and any(kind.kind != "any" for kind in parts):
            return None
        element = common
    return element if all(convertible(part, element) for part in parts) else None


def unify(types: list[Type]) -> Type | None:
    """The one type that all the types convert to, or None."""
    if not types:
        return None
    if all(kind == types[0] for kind in types):
        return types[0]
    kinds = {kind.kind for kind in types}
    hidden = "any" in kinds
    kinds.discard("any")
    if kinds in ({"map"}, {"list"}, {"set"}):
        return ANY if hidden else _collection(kinds.pop(), types)
    if kinds == {"map", "object"}:
        return _disguised(types, "object", "map")
    if kinds == {"list", "tuple"}:
        return _disguised(types, "tuple", "list") or _preferred(types)
    if kinds == {"object"}:
        return ANY if hidden else _unify_objects(types)
    if kinds == {"tuple"}:
        return ANY if hidden else _unify_tuples(types)
    if {"object", "tuple"} <= kinds:
        return None
    return _preferred(types)


def _collection(kind: str, types: list[Type]) -> Type | None:
    element = unify([each.element or ANY for each in types])
    return None if element is None else Type(kind, element)


def _disguised(types: list[Type], structure: str, collection: str) -> Type | None:
    """Collections with structures, which are tried as collections first."""
    parts = [part for kind in types if kind.kind == structure for part in parts_of(kind)]
    element = unify(parts)
    if element is not None:
        whole = Type(collection, element)
        common = unify([whole if kind.kind == structure else kind for kind in types])
        if common is not None and common.kind == collection:
            return common
    return _preferred(types)


def parts_of(kind: Type) -> list[Type]:
    """The types in a tuple or an object."""
    return list(kind.items) if kind.kind == "tuple" else [part for _, part in kind.attributes]


def _unify_tuples(types: list[Type]) -> Type | None:
    if len({len(kind.items) for kind in types}) > 1:
        return _as_collection(types, "list")
    columns = [unify(list(column)) for column in zip(*(kind.items for kind in types), strict=True)]
    sure = [column for column in columns if column is not None]
    if len(sure) < len(columns):
        return None
    common = Type("tuple", items=tuple(sure))
    return common if all(convertible(kind, common) for kind in types) else _as_collection(types, "list")


def _unify_objects(types: list[Type]) -> Type | None:
    if len({tuple(name for name, _ in kind.attributes) for kind in types}) > 1:
        return _as_collection(types, "map")
    members = [
        (name, unify([dict(kind.attributes)[name] for kind in types])) for name, _ in types[0].attributes
    ]
    sure = [(name, kind) for name, kind in members if kind is not None]
    if len(sure) < len(members):
        return None
    common = Type("object", attributes=tuple(sure))
    return common if all(convertible(kind, common) for kind in types) else _as_collection(types, "map")


def _as_collection(types: list[Type], collection: str) -> Type | None:
    element = unify([part for kind in types for part in parts_of(kind)])
    if element is None:
        return None
    common = Type(collection, element)
    return common if all(convertible(kind, common) for kind in types) else None


def _preferred(types: list[Type]) -> Type | None:
    """The one of the types that all others convert to."""
    for wanted in sorted(types, key=cmp_to_key(_compared)):
        if all(convertible(kind, wanted) for kind in types):
            return wanted
    return None


_GENERALITY = {"tuple": 1, "object": 1, "set": 2, "list": 0, "map": 0}


def _compared(left: Type, right: Type) -> int:
    """Which of two types is tried first as the type of both: below zero for the left one."""
    if "any" in (left.kind, right.kind):
        return (left.kind == "any") - (right.kind == "any")
    if left.kind in _PRIMITIVES and right.kind in _PRIMITIVES:
        return (right == STRING) - (left == STRING)
    if left.kind == right.kind and left.element is not None and right.element is not None:
        return _compared(left.element, right.element)
    if {left.kind, right.kind} <= {"tuple", "list", "set"} or {left.kind, right.kind} == {"object", "map"}:
        return _GENERALITY[left.kind] - _GENERALITY[right.kind]
    return 0
