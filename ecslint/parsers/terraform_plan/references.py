"""What the expressions of a configuration refer to, as a plan lists it.

A plan does not keep expressions, only the names in them. One name is certain where it is all that an
expression holds; what else there may be is found for the sake of what depends on what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ecslint.parsers.terraform_plan.document import (
    Instance,
    ModuleInstance,
    elements,
    mapping,
    member,
    text,
)
from ecslint.value import Mapping, Sequence, Value

_KEY = r'(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?'
_resource = re.compile(rf"((?:data\.)?[A-Za-z][\w-]*\.[\w-]+)({_KEY})(?:\.([\w-]+))?").fullmatch
_module = re.compile(rf"module\.([\w-]+)({_KEY})(?:\.([\w-]+))?").fullmatch
_variable = re.compile(r"var\.([\w-]+)").match
_OWN_KEY = ("each.key", "count.index")
_NOT_RESOURCES = ("each.", "count.", "path.", "terraform.", "tofu.", "self.")
_DEEPEST = 50
LOCALS = "locals"
"""The type, and the end of the address, under which the locals of a module stand among the resources."""


class Target(NamedTuple):
    """An attribute of a resource instance, or the instance itself."""

    address: str
    attribute: str


def names(expression: Value | None) -> list[str]:
    """The names in an expression, without those that only begin another: `a.b` of `a.b.arn`."""
    found = list(dict.fromkeys(text(each) for each in elements(expression, "references")))
    return [
        name
        for name in found
        if name and not any(other.startswith((f"{name}.", f"{name}[")) for other in found)
    ]


def target(module: ModuleInstance, key: str, expression: Value | None, depth: int = 0) -> Target | None:
    """The one attribute that an expression is made of, in an instance with a key; None where it is unsure.

    What a function or text around it makes of the attribute is not shown: the value is hidden all the
    same, and whose it is, is certain.
    """
    found = names(expression)
    if depth > _DEEPEST or not found:
        return None
    if len(found) == 2 and key:
        return _with_own_key(module, key, found)
    if len(found) != 1:
        return None
    name = found[0]
    if name.startswith("var."):
        variable = _variable(name)
        if variable is None or variable[0] != name or module.parent is None:
            return None
        argument = member(module.call, "expressions", variable[1])
        return target(module.parent, module.key, argument, depth + 1)
    if called := _module(name):
        for child in module.children.get(called[1], ()):
            if child.key == called[2] and called[3]:
                output = member(child.configuration, "outputs", called[3], "expression")
                return target(child, "", output, depth + 1)
        return None
    if referred := _resource(name):
        for instance in module.resources.get(referred[1], ()):
            if instance.key == referred[2] and referred[3]:
                return Target(instance.address, referred[3])
    return None


def _with_own_key(module: ModuleInstance, key: str, found: list[str]) -> Target | None:
    """`type.name[each.key].attribute` is listed as `each.key` and `type.name`."""
    others = [name for name in found if name not in _OWN_KEY]
    if len(others) == 1:
        for instance in module.resources.get(others[0], ()):
            if instance.key == key:
                return Target(instance.address, "")
    return None


class Dependencies:
    """Which resources an expression may have to do with, through modules and whatever is not shown.

    A plan has no locals. What refers to one refers to the `locals` of its module, and those to all
    that they may be made of.
    """

    def __init__(self) -> None:
        self.locals: dict[str, ModuleInstance] = {}
        """The modules of which the locals were referred to, by the address of these."""
        self._running: set[tuple[int, str]] = set()

    def of(self, module: ModuleInstance, instance: Instance) -> dict[str, None]:
        """All that a resource depends on, by its expressions or explicitly."""
        found = dict.fromkeys(instance.depends_on)
        for name in _all_names(instance.block):
            found |= self.named(module, name)
        if instance.block is not None and _has_dynamic_blocks(instance):
            found |= self.named(module, "local.")
        current: ModuleInstance | None = module
        while current is not None and current.parent is not None:
            for each in elements(current.call, "depends_on"):
                found |= self.named(current.parent, text(each))
            current = current.parent
        return found

    def of_locals(self, module: ModuleInstance) -> dict[str, None]:
        """All that the locals of a module may refer to."""
        found = dict.fromkeys(instance.address for _, instance in module.everything())
        if module.parent is not None:
            found |= self.expression(module.parent, member(module.call, "expressions"))
        return found

    def expression(self, module: ModuleInstance, expression: Value | None) -> dict[str, None]:
        """All that one expression refers to."""
        found: dict[str, None] = {}
        for name in _all_names(expression):
            found |= self.named(module, name)
        return found

    def named(self, module: ModuleInstance, name: str) -> dict[str, None]:
        """The addresses that a name may stand for."""
        key = id(module), name
        if key in self._running or name.startswith(_NOT_RESOURCES):
            return {}
        self._running.add(key)
        try:
            return dict.fromkeys(self._named(module, name))
        finally:
            self._running.discard(key)

    def _named(self, module: ModuleInstance, name: str) -> Iterator[str]:
        if variable := _variable(name):
            if module.parent is not None:
                argument = member(module.call, "expressions", variable[1])
                yield from self.expression(module.parent, argument)
        elif name.startswith("local."):
            address = f"{module.address}.{LOCALS}" if module.address else LOCALS
            self.locals[address] = module
            yield address
        elif name.startswith("module."):
            yield from self._module(module, name)
        else:
            local_name = re.match(r"(?:data\.)?[\w-]+\.[\w-]+", name)
            instances = module.resources.get(local_name[0], ()) if local_name else ()
            yield from (instance.address for instance in instances)

    def _module(self, module: ModuleInstance, name: str) -> Iterator[str]:
        called = _module(name)
        label = re.match(r"module\.([\w-]+)", name)
        for child in module.children.get(label[1], ()) if label else ():
            output = member(child.configuration, "outputs", called[3] or "") if called else None
            if output is not None:
                yield from self.expression(child, member(output, "expression"))
            else:
                yield from (instance.address for _, instance in child.everything())


def _has_dynamic_blocks(instance: Instance) -> bool:
    """Whether there are blocks of which the plan does not show the expressions."""
    shown = mapping(instance.block, "expressions")
    return any(
        isinstance(item, Mapping) and shown is not None and name not in shown.items
        for name in instance.values.items
        for item in elements(instance.values, name)
    )


def _all_names(value: Value | None) -> list[str]:
    """The names in all expressions inside a block or an object of expressions."""
    found: dict[str, None] = {}
    waiting = [value]
    while waiting:
        match waiting.pop():
            case Mapping(items=items) as block:
                found |= dict.fromkeys(names(block))
                found |= dict.fromkeys(text(each) for each in elements(block, "depends_on"))
                waiting += [item for name, item in items.items() if name not in ("references", "depends_on")]
            case Sequence(items=items):
                waiting += items
    return [name for name in found if name]


def is_expression(value: Value | None) -> bool:
    """Whether a value is one expression, and neither a block of them nor a list of blocks."""
    if not isinstance(value, Mapping):
        return False
    return not value.items or "references" in value.items or "constant_value" in value.items
