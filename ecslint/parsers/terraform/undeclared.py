"""References to what is declared nowhere, found without evaluating anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.hcl.structure import Block, Body
from ecslint.hcl.syntax import For, ForDirective, GetAttribute, Index, Literal, Node, Variable
from ecslint.parsers.terraform.declarations import Declarations, Declared
from ecslint.resource import Problem
from ecslint.source import Source, Span

if TYPE_CHECKING:
    from ecslint.parsers.terraform.modules import Module

_RESERVED = frozenset({"path", "terraform", "tofu", "self", "each", "count", "ephemeral", "provider"})
_SKIPPED = frozenset({"provider", "providers", "ignore_changes", "replace_triggered_by", "type", "iterator"})

Found = tuple[int, int, tuple[str, ...]]


def undeclared_references(declared: Declarations, module: Module) -> list[Problem]:
    """A problem for each name that nothing in the module declares."""
    problems = []
    seen: set[tuple[str, ...]] = set()
    for source, start, end, path in _references(declared):
        what = _missing(path, declared, module)
        if what and path not in seen:
            seen.add(path)
            problems.append(Problem("ECS004", f"{what} is not declared", Span(source, start, end)))
    return problems


def _missing(path: tuple[str, ...], declared: Declarations, module: Module) -> str:
    first, second = path[0], path[1]
    match first:
        case "var":
            return "" if second in declared.variables else f"var.{second}"
        case "local":
            return "" if second in declared.locals else f"local.{second}"
        case "module":
            return _missing_output(path, declared, module)
        case "data":
            known = len(path) < 3 or ("data", second, path[2]) in declared.resources
            return "" if known else f"data.{second}.{path[2]}"
    return "" if ("resource", first, second) in declared.resources else f"{first}.{second}"


def _missing_output(path: tuple[str, ...], declared: Declarations, module: Module) -> str:
    name = path[1]
    if name not in declared.calls:
        return f"module.{name}"
    children = module.children(name)
    if isinstance(children, dict) and len(path) > 2:
        for child in children.values():
            if child.declared.sound and path[2] not in child.declared.outputs:
                return f"the output {path[2]} of module.{name}"
    return ""


def _references(declared: Declarations) -> Iterator[tuple[Source, int, int, tuple[str, ...]]]:
    roots: list[Declared] = [
        *declared.resources.values(),
        *declared.calls.values(),
        *declared.outputs.values(),
    ]
    for root in roots:
        for layer in root.layers():
            for start, end, path in _in_body(layer.block.body, frozenset()):
                yield layer.source, start, end, path
    for local in declared.locals.values():
        for start, end, path in _in_expression(local.attribute.expression, frozenset()):
            yield local.source, start, end, path


def _in_body(body: Body, bound: frozenset[str]) -> Iterator[Found]:
    for attribute in body.attributes.values():
        if attribute.name not in _SKIPPED:
            yield from _in_expression(attribute.expression, bound)
    for block in body.blocks:
        if block.type in ("provisioner", "connection"):
            continue
        yield from _in_body(block.body, bound | _iterator(block))


def _iterator(block: Block) -> frozenset[str]:
    if block.type != "dynamic" or not block.labels:
        return frozenset()
    iterator = block.body.attributes.get("iterator")
    if iterator is not None and isinstance(iterator.expression, Variable):
        return frozenset({iterator.expression.name})
    return frozenset({str(block.labels[0].value)})


def _in_expression(node: Node, bound: frozenset[str]) -> Iterator[Found]:
    """The traversals in an expression whose first name is not bound within it."""
    pending: list[tuple[Node, frozenset[str]]] = [(node, bound)]
    while pending:
        current, names = pending.pop()
        if isinstance(current, GetAttribute | Index):
            path, root = _path(current)
            if isinstance(root, Variable):
                if len(path) > 1 and path[0] not in names and path[0] not in _RESERVED:
                    yield current.start, current.end, path
                if isinstance(current, GetAttribute):
                    pending += [(key, names) for key in _keys(current)]
                    continue
        if isinstance(current, For | ForDirective):
            names = names | {current.value} | ({current.key} if current.key else frozenset())
        for name in type(current).__slots__:
            _push(getattr(current, name), names, pending)


def _push(value: object, names: frozenset[str], pending: list[tuple[Node, frozenset[str]]]) -> None:
    if isinstance(value, Node):
        pending.append((value, names))
    elif isinstance(value, list | tuple):
        for item in value:
            _push(item, names, pending)


def _path(node: Node) -> tuple[tuple[str, ...], Node]:
    """The names of a traversal from its root on, keys left out, and its root."""
    names: list[str] = []
    while True:
        if isinstance(node, GetAttribute):
            names.append(node.name)
            node = node.object
        elif isinstance(node, Index):
            if isinstance(node.object, Variable) and isinstance(node.key, Literal):
                return (), node
            node = node.object
        else:
            break
    if isinstance(node, Variable):
        names.append(node.name)
    return tuple(reversed(names)), node


def _keys(node: Node) -> Iterator[Node]:
    """The index expressions within a traversal."""
    while isinstance(node, GetAttribute | Index):
        if isinstance(node, Index):
            yield node.key
        node = node.object
