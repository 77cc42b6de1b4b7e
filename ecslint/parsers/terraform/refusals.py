"""What Terraform is certain to refuse of a block: a number of instances, arguments that are ephemeral."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.hcl.cases import leaves
from ecslint.hcl.equality import configured
from ecslint.hcl.scalars import as_number, text_of
from ecslint.hcl.types import type_of
from ecslint.parsers.terraform.declarations import Declared, Local
from ecslint.parsers.terraform.secrecy import EPHEMERAL, SENSITIVE, is_secret, kept
from ecslint.parsers.terraform.variables import is_default_of_root
from ecslint.resource import Problem
from ecslint.value import Document, Failure, Known, Mapping, Sequence, Text, Value

if TYPE_CHECKING:
    from ecslint.parsers.terraform.modules import Module


def refusals(module: Module, key: str, declared: Declared) -> Iterator[Problem]:
    """The problems of a block that there is for certain, in a module that is read itself."""
    if module.exists is not True or module.unread is not None:
        return
    count, for_each = declared.attribute("count"), declared.attribute("for_each")
    local = count or for_each
    if local is not None:
        message = _refused(module, key, declared, local, "count" if count else "for_each")
        if message:
            yield Problem("ECS005", message, local.span, calls=module.calls)
    if not key.startswith(("module.", "data.", "ephemeral.")):
        for argument in kept(declared, module):
            if argument != local:
                message = f"{argument.attribute.name} is ephemeral, which an argument of a resource cannot be"
                yield Problem("ECS005", message, argument.span, calls=module.calls)


def _refused(module: Module, key: str, declared: Declared, local: Local, name: str) -> str:
    """Why the number of instances is refused; empty where it is not, or not for certain."""
    if is_secret(local.attribute.expression, module, EPHEMERAL):
        return f"{name} is ephemeral, and addresses of resources are kept"
    if name == "for_each" and is_secret(local.attribute.expression, module, SENSITIVE):
        return "for_each is sensitive, and its keys would be shown in addresses"
    value = module.expansion(key, declared).value
    found = [(leaf, _of_leaf(leaf, name)) for _, leaf in leaves(value)] if value is not None else []
    if not found or any(not message or is_default_of_root(leaf, module) for leaf, message in found):
        return ""
    return found[0][1]


def _of_leaf(leaf: Value, name: str) -> str:
    match leaf:
        case Failure(message=message):
            return message
        case Known(value=None):
            return f"{name} is null"
        case Known() | Text() | Document() if name == "count":
            plain = leaf.value if isinstance(leaf, Known) else text_of(leaf)
            number = as_number(plain) if not isinstance(leaf, Text | Document) or plain is not None else 0
            whole = number is not None and number >= 0 and number == int(number)
            return "" if whole else "count is no whole number of 0 or more"
        case Sequence() | Mapping() if name == "count":
            return "count is no number"
        case Known() | Text() | Document():
            return "for_each needs a map or a set, not one value"
        case Sequence(kind="set", items=items):
            return next(filter(None, map(_of_key, items)), "")
        case Sequence(items=items) if items and type_of(leaf) is not None:
            return "for_each needs a map or a set of strings, not a list"
    return ""


def _of_key(item: Value) -> str:
    item = configured(item)
    if isinstance(item, Known) and not isinstance(item.value, str) or isinstance(item, Sequence | Mapping):
        return "for_each needs a set of strings"
    return ""
