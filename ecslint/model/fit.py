"""Whether a value can be what the ECS API expects in its place, and how both are called."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from ecslint.condition import Scalar
from ecslint.model.entity import RELAXED
from ecslint.resource import CLOUDFORMATION, ECS_JSON, TERRAFORM
from ecslint.value import Absent, Document, Known, Mapping, Sequence, Text, Value, literal

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
    """Whether a text is none of those that a closed enumeration has.

    Empty text is as good as none but in arguments of Terraform, where it is refused.
    """
    if not isinstance(shape, tuple):
        return False
    if vocabulary == TERRAFORM and isinstance(value, Known) and value.value == "":
        return True
    return text_of(value, vocabulary) not in ("", *shape)


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


def as_kind(value: Value, shape: Shape) -> Scalar:
    """A scalar of another kind as one of the kind that a shape asks for; None when it is none."""
    match value, shape:
        case Known(value=str() as text), "integer" if re.fullmatch(r"[1-9][0-9]{0,9}|0", text):
            return int(text)
        case Known(value="true" | "false" as word), "boolean":
            return word == "true"
        case Known(value=bool() as truth), "string":
            return "true" if truth else "false"
        case Known(value=int() | Decimal() as number), "string":
            return str(number)
    return None


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


def refusal(value: Value, shape: Shape, vocabulary: str) -> str:
    """What Terraform's provider or the AWS command line says of a value of the wrong kind."""
    if vocabulary == RELAXED:
        wanted = _GO.get(str(shape), "string" if isinstance(shape, str | tuple) else "…")
        wanted = "[]string" if shape == ["string"] else wanted
        return f"json: cannot unmarshal {json_kind(value)} into Go struct field … of type {wanted}"
    if vocabulary == ECS_JSON:
        found, wanted = _PYTHON[json_kind(value)], _PYTHON.get(str(shape), "str")
        wanted = "list" if isinstance(shape, list) else "dict" if isinstance(shape, dict) else wanted
        return f"Invalid type for parameter …, type: <class '{found}'>, valid types: <class '{wanted}'>"
    return ""


_GO = {"integer": "int32", "double": "float64", "boolean": "bool"}
_PYTHON = {
    "string": "str",
    "number": "int",
    "integer": "int",
    "double": "float",
    "bool": "bool",
    "boolean": "bool",
    "array": "list",
    "object": "dict",
}


def json_kind(value: Value) -> str:
    """What JSON calls a value of this kind."""
    match value:
        case Mapping():
            return "object"
        case Sequence():
            return "array"
        case Known(value=bool()):
            return "bool"
        case Known(value=int() | Decimal()):
            return "number"
    return "string"


def is_blank(value: Value) -> bool:
    """Whether an object has no member but null."""
    if not isinstance(value, Mapping) or value.open is not None:
        return False
    return all(
        isinstance(member, Absent) or isinstance(member, Known) and member.value is None
        for member in value.items.values()
    )


def _scalar(value: Value) -> bool:
    return isinstance(value, Known) and value.value is not None and not _is_dynamic(value.value)


def _is_dynamic(plain: object) -> bool:
    """Whether a text is filled in by CloudFormation when it deploys."""
    return isinstance(plain, str) and "{{resolve:" in plain


def is_intrinsic(value: Value) -> bool:
    """Whether an object is a CloudFormation function that the parser could not resolve."""
    return isinstance(value, Mapping) and any(key == "Ref" or key.startswith("Fn::") for key in value.items)


def _converts(plain: object, shape: Shape) -> bool:
    """Whether CloudFormation takes a scalar where a scalar of this kind is expected."""
    if not isinstance(plain, str) or _is_dynamic(plain) or not plain:
        return True
    if shape in ("integer", "double"):
        return re.fullmatch(r"\s*[+-]?[0-9]+(\.[0-9]*)?\s*", plain) is not None
    return shape != "boolean" or plain.lower() in ("true", "false")
