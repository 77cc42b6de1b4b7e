"""Whether a value can be what the ECS API expects in its place, and how both are called."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from ecslint.model.entity import RELAXED
from ecslint.resource import CLOUDFORMATION
from ecslint.value import Document, Known, Mapping, Sequence, Text, Value, literal

if TYPE_CHECKING:
    from ecslint.model.data.shapes import Shape

NO_SHAPE = "no such key"
"""Stands for the shape of what the API does not know."""


def is_stray(value: Value, shape: Shape, vocabulary: str) -> bool:
    """Whether a value stands under a key that the API does not know."""
    return shape is NO_SHAPE


def is_misfit(value: Value, shape: Shape, vocabulary: str) -> bool:
    """Whether a value is of a kind that is certain to be refused where this shape is expected."""
    match shape:
        case list():
            return isinstance(value, Mapping | Text | Document) and not is_intrinsic(value) or _scalar(value)
        case dict():
            return isinstance(value, Sequence | Text | Document) or _scalar(value)
    if shape is NO_SHAPE:
        return False
    if isinstance(value, Sequence | Mapping):
        return not is_intrinsic(value)
    if vocabulary == CLOUDFORMATION:
        return isinstance(value, Known) and not _converts(value.value, shape)
    match value:
        case Text() | Document():
            return vocabulary == RELAXED and shape in ("integer", "double", "boolean")
        case Known(value=bool()):
            return shape != "boolean" and (vocabulary == RELAXED or shape not in ("integer", "double"))
        case Known(value=int()):
            return shape not in ("integer", "double")
        case Known(value=Decimal() as number):
            return shape != "double" and not (shape == "integer" and number == int(number))
        case Known(value=str()):
            return shape in ("integer", "double", "boolean")
    return False


def is_no_choice(value: Value, shape: Shape, vocabulary: str) -> bool:
    """Whether a text is none of those that a closed enumeration has."""
    return isinstance(shape, tuple) and text_of(value, vocabulary) not in ("", *shape)


def text_of(value: Value, vocabulary: str) -> str:
    """The text that a value is, or becomes when it is a boolean; empty when it is none."""
    if isinstance(value, Known) and isinstance(value.value, bool) and vocabulary != RELAXED:
        return "true" if value.value else "false"
    return literal(value) or ""


def kind_of(value: Value) -> str:
    """What a value is, in words."""
    match value:
        case Mapping():
            return "an object"
        case Sequence():
            return "a list"
        case Text() | Document():
            return "text"
        case Known(value=None):
            return "null"
        case Known(value=bool() as truth):
            return f"the boolean {'true' if truth else 'false'}"
        case Known(value=str() as text):
            return f'the text "{text}"' if len(text) < 30 and "\n" not in text else "text"
        case Known(value=number):
            return f"the number {number}"
    return "a value"


def kind_wanted(shape: Shape) -> str:
    """What a shape asks for, in words."""
    match shape:
        case list():
            return "a list"
        case dict():
            return "an object"
    return {"integer": "a whole number", "double": "a number", "boolean": "true or false"}.get(
        str(shape), "text"
    )


def _scalar(value: Value) -> bool:
    return isinstance(value, Known) and value.value is not None


def is_intrinsic(value: Value) -> bool:
    """Whether an object is a CloudFormation function that the parser could not resolve."""
    return isinstance(value, Mapping) and any(key == "Ref" or key.startswith("Fn::") for key in value.items)


def _converts(plain: object, shape: Shape) -> bool:
    """Whether CloudFormation takes a scalar where a scalar of this kind is expected."""
    if not isinstance(plain, str) or "{{resolve:" in plain or not plain:
        return True
    if shape in ("integer", "double"):
        return re.fullmatch(r"\s*[+-]?[0-9]+(\.[0-9]*)?\s*", plain) is not None
    return shape != "boolean" or plain.lower() in ("true", "false")
