"""Comments, and the things that a comment can stand above, in a text of HCL or YAML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ecslint.source import Source
from ecslint.value import Mapping, Sequence, Value
from ecslint.yaml_text import Tagged

HCL = (".tf", ".tofu", ".tfvars", ".hcl")
YAML = (".yaml", ".yml", ".template")


class Node(NamedTuple):
    """A block, an attribute, an entry or an item: its offsets, and whether it has a name of its own."""

    start: int
    end: int
    named: bool


class Layout(NamedTuple):
    """The comments of a text and what stands between them, both in order of their start."""

    comments: list[tuple[int, int]]
    nodes: list[Node]


def is_hcl(source: Source) -> bool:
    return source.path.endswith(HCL)


def layout(source: Source) -> Layout:
    """The layout of a file; only HCL and YAML have comments that are looked at."""
    if is_hcl(source):
        return _of_hcl(source)
    return _of_yaml(source) if source.path.endswith(YAML) else Layout([], [])


# -- HCL ------------------------------------------------------------------------------------------


def _of_hcl(source: Source) -> Layout:
    from ecslint.hcl.parser import parse

    file = parse(source)
    return Layout(sorted(file.comments), sorted(_hcl_nodes(file.body)))


def _hcl_nodes(part: object) -> Iterator[Node]:
    from ecslint.hcl import structure, syntax

    waiting = [part]
    while waiting:
        part = waiting.pop()
        match part:
            case structure.Body():
                waiting += [*part.attributes.values(), *part.blocks]
                continue
            case structure.Attribute() | structure.Block():
                yield Node(part.start, part.end, named=True)
            case syntax.Object():
                for key, value in part.items:
                    yield Node(key.start, value.end, named=True)
                    waiting += [key, value]
                continue
            case syntax.Tuple():
                yield from (Node(item.start, item.end, named=False) for item in part.items)
            case syntax.Call():
                yield from (Node(item.start, item.end, named=False) for item in part.arguments)
            case syntax.Template():
                continue  # text, in which nothing is a comment
        if isinstance(part, syntax.Node):
            waiting += _inside(part)


def _inside(node: object) -> Iterator[object]:
    """The nodes that a node of the syntax tree holds."""
    for name in getattr(node, "__slots__", ()):
        held = getattr(node, name)
        yield from held if isinstance(held, list) else (held,)


# -- YAML -----------------------------------------------------------------------------------------


def _of_yaml(source: Source) -> Layout:
    from ecslint.yaml_text import load_yaml

    return Layout(list(_yaml_comments(source.text)), sorted(set(_yaml_nodes(load_yaml(source, [])))))


def _yaml_comments(text: str) -> Iterator[tuple[int, int]]:
    """What lies between the tokens, and in the header of a block scalar: nothing else is a comment."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    token, at = None, 0
    try:
        while not isinstance(token, yaml.StreamEndToken):
            token = loader.get_token()
            start, end = token.start_mark.index, token.end_mark.index
            yield from _between(text, at, start)
            if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
                yield from _between(text, start, text.index("\n", start))
            at = max(at, end)
    except yaml.YAMLError:
        return  # from here on nobody can say what is a comment


def _between(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while (start := text.find("#", start, end)) >= 0:
        line_end = text.find("\n", start, end)
        stop = end if line_end < 0 else line_end
        yield start, start + len(text[start:stop].rstrip())
        start = stop


def _yaml_nodes(root: Value) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Tagged):
            waiting.append(value.content)
        elif isinstance(value, Mapping):
            for key, item in value.items.items():
                span = value.keys.get(key)
                if span is not None and value.span.start <= span.start < value.span.end:
                    inside = span.end <= item.span.start <= value.span.end  # else it is an alias
                    yield Node(span.start, item.span.end if inside else span.end, named=True)
                    waiting += [item] * inside
        elif isinstance(value, Sequence):
            for item in value.items:
                if value.span.start <= item.span.start <= value.span.end:
                    yield Node(item.span.start, item.span.end, named=False)
                    waiting.append(item)
