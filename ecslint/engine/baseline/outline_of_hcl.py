"""The outline of HCL: blocks, attributes, entries of objects, items of lists, JSON in heredocs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ecslint.engine.baseline.outline import Part, naming
from ecslint.hcl import structure, syntax
from ecslint.hcl.parser import parse
from ecslint.source import Source


def parts_of_hcl(source: Source) -> Iterable[Part]:
    """The parts of a file, in the order in which they are written."""
    return _of_body(parse(source).body, source.text)


def _of_body(body: structure.Body, text: str) -> list[Part]:
    parts = [
        Part(each.start, each.end, each.name, _within(each.expression, text))
        for each in body.attributes.values()
    ]
    parts += [_of_block(each, text) for each in body.blocks]
    return sorted(parts, key=lambda part: part.start)


def _of_block(block: structure.Block, text: str) -> Part:
    name = ".".join([block.type, *(str(label.value) for label in block.labels)])
    if not block.labels:
        name += naming((each.name, _literal(each.expression)) for each in block.body.attributes.values())
    return Part(block.start, block.end, name, _of_body(block.body, text))


def _within(node: object, text: str) -> Iterator[Part]:
    """The named parts of an expression."""
    match node:
        case syntax.Object(items=items):
            for key, value in items:
                yield Part(key.start, value.end, _key(key, text), _within(value, text))
        case syntax.Tuple(items=items):
            for item in items:
                yield Part(item.start, item.end, _item(item), _within(item, text))
        case syntax.Call(arguments=[only]) | syntax.Parentheses(expression=only):
            yield from _within(only, text)
        case syntax.Call(arguments=arguments):
            for argument in arguments:
                yield Part(argument.start, argument.end, "()", _within(argument, text))
        case syntax.Conditional(then=then, otherwise=otherwise):
            yield Part(then.start, then.end, "?", _within(then, text))
            yield Part(otherwise.start, otherwise.end, ":", _within(otherwise, text))
        case syntax.Template():
            yield from _of_template(node, text)
        case syntax.Node():
            for name in node.__slots__:
                held = getattr(node, name)
                for inner in held if isinstance(held, list) else [held]:
                    yield from _within(inner, text)


def _of_template(template: syntax.Template, text: str) -> Iterable[Part]:
    from ecslint.engine.baseline.outline_of_values import parts_of_text

    return parts_of_text(text[template.start : template.end], template.start)


def _item(item: syntax.Node) -> str:
    if isinstance(item, syntax.Object):
        return naming((_plain(key), _literal(value)) for key, value in item.items) or "[]"
    return "[]"


def _key(key: syntax.Node, text: str) -> str:
    return _plain(key) or text[key.start : key.end]


def _plain(key: syntax.Node) -> str:
    return str(_literal(key) or "")


def _literal(node: syntax.Node) -> object:
    return node.value if isinstance(node, syntax.Literal) else None
