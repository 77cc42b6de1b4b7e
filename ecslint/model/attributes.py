"""The kinds of attributes that entities declare: how a value is read as a plain one."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar, cast

from ecslint.model.entity import Attribute, Entity, Scalar
from ecslint.model.items import Items, readable
from ecslint.value import Absent, Known, Mapping, Reference, Sequence, Text, Unknown, Value
from ecslint.world import Undetermined, undetermined

T = TypeVar("T")
E = TypeVar("E", bound=Entity)


def text(default: str | None = None, **paths: str) -> Attribute[str | None]:
    """A string; numbers and booleans read as their text."""
    return Scalar(lambda entity, value: _string(entity, value, default), **paths)


def text_or(default: str, **paths: str) -> Attribute[str]:
    """A string with the default that AWS applies."""
    return Scalar(lambda entity, value: cast(str, _string(entity, value, default)), **paths)


def integer(default: int | None = None, **paths: str) -> Attribute[int | None]:
    """A whole number; text that is one reads as it, as CloudFormation and Terraform do."""
    return Scalar(lambda entity, value: _integer(entity, value, default), **paths)


def integer_or(default: int, **paths: str) -> Attribute[int]:
    """A whole number with the default that AWS applies."""
    return Scalar(lambda entity, value: cast(int, _integer(entity, value, default)), **paths)


def number(**paths: str) -> Attribute[Decimal | None]:
    """A number, whole or not."""

    def read(owner: Entity, value: Value) -> Decimal | None:
        plain = owner.world.scalar(value)
        if plain is None:
            return None
        if not isinstance(plain, bool) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", str(plain)):
            return Decimal(str(plain))
        undetermined(value)

    return Scalar(read, **paths)


def boolean(default: bool = False, **paths: str) -> Attribute[bool]:
    """A boolean; "true" and "ENABLED" read as true."""
    return Scalar(lambda entity, value: _boolean(entity, value, default), **paths)


def given(**paths: str) -> Attribute[bool]:
    """Whether anything is given at all; text that may be empty is not known to be given."""

    def read(owner: Entity, value: Value) -> bool:
        if _given(owner, value):
            return True
        _confirm_given(owner, value)
        return False

    return Scalar(read, **paths)


def raw(**paths: str) -> Attribute[Value]:
    """The value as the parser gave it, for what no other kind can say."""
    return Attribute(lambda entity, value: value, **paths)


def texts(**paths: str) -> Attribute[Items[str]]:
    """A list of strings; empty when absent."""

    def read(owner: Entity, value: Value) -> Items[str]:
        return _list(owner, value, lambda item: str(owner.world.scalar(item)))

    return Attribute(read, **paths)


def values(**paths: str) -> Attribute[Items[Value]]:
    """A list whose members may be anything; empty when absent."""
    return Attribute(lambda entity, value: _list(entity, value, lambda item: item), **paths)


def inputs(**paths: str) -> Attribute[Items[Value]]:
    """As values; a list that is empty because an input is so by default is open."""

    def read(owner: Entity, value: Value) -> Items[Value]:
        try:
            items = _list(owner, value, lambda item: item)
        except Undetermined as problem:
            return Items([], problem.unknown)
        if items.unknown is None and not items.known:
            _confirm_given(owner, value)
        return items

    return Attribute(read, **paths)


def _confirm_given(owner: Entity, value: Value) -> None:
    """Raise Undetermined for a value that is empty because an input of the stack is so by default.

    What an input leaves empty is for the person who deploys to give.
    """
    settled = owner.world.settle(value)
    for step in settled.via:
        if owner.index.is_input(step):
            reason = f"the {step.note} is empty: a caller is to give it"
            raise Undetermined(Unknown(reason, settled.span, settled.via))


def entities(kind: type[E], **paths: str) -> Attribute[Items[E]]:
    """A list of objects, or the blocks of one type; empty when absent."""
    return Attribute(lambda owner, value: _list(owner, value, lambda item: owner.part(kind, item)), **paths)


def entity(kind: type[E], **paths: str) -> Attribute[E | None]:
    """An object, or the single block of its type."""

    def read(owner: Entity, value: Value) -> E | None:
        only = owner.only(value)
        return None if isinstance(only, Absent) else owner.part(kind, only)

    return Attribute(read, **paths)


_MOST_DIGITS = 40
"""How many digits a whole number may have; none that AWS takes has a tenth of them."""


def _string(entity: Entity, value: Value, default: str | None) -> str | None:
    plain = entity.world.scalar(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if plain is None or plain == "":
        _confirm_given(entity, value)
    return default if plain is None else str(plain)


def _integer(entity: Entity, value: Value, default: int | None) -> int | None:
    plain = entity.world.scalar(value)
    match plain:
        case None:
            return default
        case bool():
            pass
        case int():
            return plain
        case Decimal() if plain.adjusted() < _MOST_DIGITS and plain == int(plain):
            return int(plain)
        case str() if re.fullmatch(rf"-?[0-9]{{1,{_MOST_DIGITS}}}", plain.strip()):
            return int(plain)
    undetermined(value)


def _boolean(entity: Entity, value: Value, default: bool) -> bool:
    plain = entity.world.scalar(value)
    match plain:
        case None:
            return default
        case bool():
            return plain
        case str() if plain.lower() in ("true", "enabled"):
            return True
        case str() if plain.lower() in ("false", "disabled"):
            return False
    undetermined(value)


def _given(entity: Entity, value: Value) -> bool:
    settled = entity.world.resolve(value)
    match settled:
        case Absent() | Known(value=None) | Known(value=""):
            return False
        case Reference(value=None) | Known():
            return True
        case Reference(value=Value() as configured):
            return _given(entity, configured)
        case Text(parts=parts):
            if any(_given(entity, part) for part in parts if isinstance(part, Known)):
                return True
            return any(_given(entity, part) for part in parts)
        case Mapping():
            return True
        case Sequence(open=open):
            if open is not None and not entity.world.present(settled):
                raise Undetermined(open)
            return bool(entity.world.present(settled))
        case Unknown(identity=identity) if identity and entity.world.excludes(identity, ""):
            return True
    undetermined(settled)


def _list(entity: Entity, value: Value, read: Callable[[Value], T]) -> Items[T]:
    settled = entity.world.settle(value)
    match settled:
        case Absent():
            return Items([])
        case Sequence(open=open):
            return readable(entity.world.present(settled), open, read)
        case Mapping():
            return Items([read(settled)])
    undetermined(settled)
