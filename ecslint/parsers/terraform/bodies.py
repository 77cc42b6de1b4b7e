"""Bodies: the attributes and blocks of a resource as a mapping, evaluated when they are read."""

from __future__ import annotations

from typing import NamedTuple

from ecslint.hcl.conditions import MissingInstance, alternatives
from ecslint.hcl.evaluator import evaluate
from ecslint.hcl.lazy import LazyMapping
from ecslint.hcl.scope import Scope
from ecslint.hcl.syntax import GetAttribute, Literal, Node, Tuple, Variable
from ecslint.parsers.terraform.declarations import Declared, block_type
from ecslint.parsers.terraform.expansion import by_dynamic
from ecslint.parsers.terraform.variables import is_default_of_root
from ecslint.source import Source, Span
from ecslint.value import Absent, Alternatives, Failure, Known, Mapping, Sequence, Unknown, Value

META = frozenset({"count", "for_each", "depends_on", "provider", "providers"})
META_BLOCKS = frozenset({"lifecycle", "provisioner", "connection"})


class Outline(NamedTuple):
    """What all instances of a block have in common: the places of its members, and why some are lost."""

    keys: dict[str, Span]
    lost: Unknown | None


def outline(declared: Declared, *, top: bool = True) -> Outline:
    """The outline of a block; `top` leaves out what every resource can have."""
    keys: dict[str, Span] = {}
    for layer in declared.layers():
        for attribute in layer.block.body.attributes.values():
            if not top or attribute.name not in META:
                keys[attribute.name] = Span(layer.source, attribute.start, attribute.name_end)
        for block in layer.block.body.blocks:
            type = block_type(block)
            if not top or type not in META_BLOCKS:
                keys.setdefault(type, Span(layer.source, block.start, block.header_end))
    lost = None
    if any(layer.block.damaged for layer in declared.layers()):
        lost = Unknown("a part of the block could not be read", declared.header)
    return Outline(keys, lost)


def body(declared: Declared, scope: Scope, known: Outline) -> LazyMapping:
    """The body of a block whose outline is known."""

    def member(name: str) -> Value:
        local = declared.attribute(name)
        if local is not None:
            return settled(evaluate(local.attribute.expression, within(scope, local.source)), scope)
        return _blocks(declared, name, scope, known.keys[name])

    return LazyMapping(known.keys, member, declared.header, known.keys, known.lost)


def within(scope: Scope, source: Source) -> Scope:
    """The same names for an expression of another source."""
    return scope if scope.source is source else Scope(source, scope.host, scope.local)


def settled(value: Value, scope: Scope) -> Value:
    """An attribute's value without failures that need not be there.

    An instance that is read may be one that exists whenever this resource does; and a root module
    that fails with its defaults alone is made to be given other values.
    """
    match value:
        case Alternatives(otherwise=MissingInstance()):
            return settled(value.then, scope)
        case Alternatives(then=MissingInstance()):
            return settled(value.otherwise, scope)
        case MissingInstance():
            return Unknown(value.message, value.span, value.via)
        case Failure() if is_default_of_root(value, scope.host):
            return Unknown(value.message, value.span, value.via)
    return value


def _blocks(declared: Declared, name: str, scope: Scope, span: Span) -> Value:
    items: list[Value] = []
    more: Unknown | None = None
    for nested in declared.blocks(name):
        inner = within(scope, nested.source)
        if nested.block.type == "dynamic" and nested.block.labels:
            more = _dynamic(nested, inner, items) or more
        else:
            items.append(_block(nested, inner))
    return Sequence(tuple(items), span, open=more)


def _block(declared: Declared, scope: Scope) -> Mapping:
    evaluated = body(declared, scope, outline(declared, top=False))
    return Mapping(dict(evaluated.items), declared.header, evaluated.keys, kind="block")


def _dynamic(declared: Declared, scope: Scope, items: list[Value]) -> Unknown | None:
    """Append the blocks that a dynamic block makes; the reason when there may be more."""
    each = declared.attribute("for_each")
    content = next((block for block in declared.block.body.blocks if block.type == "content"), None)
    if each is None or content is None:
        return Unknown("the dynamic block is not complete", declared.header)
    name = str(declared.block.labels[0].value)
    iterator = declared.attribute("iterator")
    if iterator is not None and isinstance(iterator.attribute.expression, Variable):
        name = iterator.attribute.expression.name
    made, more = by_dynamic(evaluate(each.attribute.expression, scope), name)
    for instance in made:
        block = _block(Declared(declared.source, content), scope.child(instance.names))
        items.append(alternatives(instance.exists, block, Absent(block.span), block.span))
    return more


def lifecycle(declared: Declared, scope: Scope) -> Mapping | None:
    """The `lifecycle` block, with the names in ignore_changes as strings.

    Of this block alone an override replaces arguments and not the whole:
    https://developer.hashicorp.com/terraform/language/files/override
    """
    blocks = [nested for layer in declared.layers() for nested in layer._replace(over=()).blocks("lifecycle")]
    if not blocks:
        return None
    members: dict[str, Value] = {}
    keys: dict[str, Span] = {}
    for nested in blocks:
        for attribute in nested.block.body.attributes.values():
            keys[attribute.name] = Span(nested.source, attribute.start, attribute.name_end)
            if attribute.name == "ignore_changes":
                members[attribute.name] = _names(attribute.expression, nested.source)
            elif attribute.name != "replace_triggered_by":
                members[attribute.name] = evaluate(attribute.expression, within(scope, nested.source))
    inner = Mapping(members, blocks[0].header, keys, kind="block")
    return Mapping({"lifecycle": inner}, declared.header, {"lifecycle": blocks[0].header}, kind="block")


def _names(node: Node, source: Source) -> Value:
    span = Span(source, node.start, node.end)
    match node:
        case Tuple(items=items):
            return Sequence(tuple(_names(item, source) for item in items), span)
        case Literal(value=str() as text):
            return Known(text, span)
        case Variable() | GetAttribute():
            return Known(source.text[node.start : node.end], span)
    return Known(source.text[node.start : node.end].split("[")[0], span)
