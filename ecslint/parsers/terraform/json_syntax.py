"""`.tf.json` as the same syntax tree that HCL gives: strings are templates, objects are blocks."""

from __future__ import annotations

from ecslint.hcl.parser import parse_template
from ecslint.hcl.structure import Attribute, Block, Body, File, SyntaxProblem
from ecslint.hcl.syntax import Expression, Interpolation, Literal, Node, Object, Tuple
from ecslint.json_text import JsonError, load_json
from ecslint.source import Source, Span
from ecslint.value import Known, Mapping, Sequence, Value

_LABELS = {"resource": 2, "data": 2, "ephemeral": 2, "variable": 1, "output": 1, "module": 1}
_LABELS |= {"locals": 0, "terraform": 0}
_BLOCKS = ("lifecycle", "validation", "dynamic", "provisioner", "connection")


def parse_json_file(source: Source) -> File:
    """The tree of a JSON configuration file."""
    file = File(source)
    try:
        value = load_json(source)
    except JsonError as error:
        file.problems.append(SyntaxProblem(error.span.start, error.span.end, error.message))
        return file
    if not isinstance(value, Mapping):
        file.problems.append(SyntaxProblem(value.span.start, value.span.end, "an object is expected here"))
        return file
    for name, content in value.items.items():
        if name in _LABELS:
            _blocks(file, name, _key(value, name), content, [], _LABELS[name])
        elif name != "//":
            key = _key(value, name)
            file.body.attributes[name] = _attribute("", name, key, content, file)
    return file


def _key(mapping: Mapping, name: str) -> Span:
    return mapping.keys.get(name, mapping.span)


def _blocks(file: File, type: str, header: Span, content: Value, labels: list[Literal], missing: int) -> None:
    """The blocks in an object of objects, one level for each label, or in a list of such objects."""
    if isinstance(content, Sequence):
        for item in content.items:
            _blocks(file, type, header, item, labels, missing)
        return
    if not isinstance(content, Mapping):
        file.problems.append(
            SyntaxProblem(content.span.start, content.span.end, "an object is expected here")
        )
        return
    if missing:
        for name, inner in content.items.items():
            key = _key(content, name)
            label = Literal(key.start, key.end, name)
            _blocks(file, type, key, inner, [*labels, label], missing - 1)
        return
    file.body.blocks.append(_block(file, type, header, content, labels))


def _block(file: File, type: str, header: Span, content: Mapping, labels: list[Literal]) -> Block:
    body = Body()
    for name, inner in content.items.items():
        key = _key(content, name)
        if name == "//":
            continue
        if name == "dynamic" and isinstance(inner, Mapping):
            for label, dynamic in inner.items.items():
                _dynamic(file, body, inner, label, dynamic)
        elif name in _BLOCKS and type not in ("locals", "output"):
            for item in inner.items if isinstance(inner, Sequence) else (inner,):
                if isinstance(item, Mapping):
                    body.blocks.append(_block(file, name, key, item, []))
        else:
            body.attributes[name] = _attribute(type, name, key, inner, file)
    return Block(header.start, content.span.end, type, labels, header.end, body)


def _dynamic(file: File, body: Body, parent: Mapping, label: str, dynamic: Value) -> None:
    key = _key(parent, label)
    for item in dynamic.items if isinstance(dynamic, Sequence) else (dynamic,):
        if not isinstance(item, Mapping):
            continue
        block = _block(file, "dynamic", key, item, [Literal(key.start, key.end, label)])
        content = item.items.get("content")
        if isinstance(content, Mapping):
            block.body.attributes.pop("content", None)
            block.body.blocks.append(_block(file, "content", _key(item, "content"), content, []))
        body.blocks.append(block)


def _attribute(type: str, name: str, key: Span, value: Value, file: File) -> Attribute:
    """An attribute of a block of some type; what its strings are depends on both.

    https://developer.hashicorp.com/terraform/language/syntax/json#block-type-specific-exceptions
    """
    match type, name, value:
        case "variable", "type", Known(value=str() as text):
            expression = _template(f"${{{text}}}", value.span, file)
        case "dynamic", "iterator", Known():
            expression = _reference(value, file)
        case _, "depends_on", Sequence(items=items):
            named = [_reference(item, file) for item in items]
            expression = Tuple(value.span.start, value.span.end, named)
        case _:
            literal = type == "variable" or (type, name) == ("module", "source")
            expression = _expression(value, file, literal=literal)
    return Attribute(key.start, value.span.end, name, key.end, expression)


def _reference(value: Value, file: File) -> Expression:
    """A string that is a reference."""
    if isinstance(value, Known) and isinstance(value.value, str):
        return _template(f"${{{value.value}}}", value.span, file)
    return _literal(value)


def _literal(value: Value) -> Expression:
    plain = value.value if isinstance(value, Known) else None
    return Literal(value.span.start, value.span.end, plain)


def _expression(value: Value, file: File, *, literal: bool = False) -> Expression:
    """A value as an expression; its strings are templates unless they are literal."""
    span = value.span
    match value:
        case Known(value=str() as text) if not literal and ("${" in text or "%{" in text):
            return _template(text, span, file)
        case Sequence(items=items):
            return Tuple(span.start, span.end, [_expression(item, file, literal=literal) for item in items])
        case Mapping(items=members):
            pairs: list[tuple[Expression, Expression]] = []
            for name, item in members.items():
                key = _key(value, name)
                known = Literal(key.start, key.end, name) if literal else _name(name, key, file)
                pairs.append((known, _expression(item, file, literal=literal)))
            return Object(span.start, span.end, pairs)
    return _literal(value)


def _name(name: str, key: Span, file: File) -> Expression:
    return _template(name, key, file) if "${" in name else Literal(key.start, key.end, name)


def _template(text: str, span: Span, file: File) -> Expression:
    """A string as a template, its nodes moved to where the string stands in the file."""
    template, problems = parse_template(Source(span.source.path, text))
    if problems:
        file.problems.append(SyntaxProblem(span.start, span.end, problems[0].message))
        return Literal(span.start, span.end, text)
    escaped = span.source.text[span.start + 1 : span.end - 1] != text
    _move(template, span, escaped)
    template.heredoc = ""
    template.start, template.end = span.start, span.end
    if len(template.parts) == 1 and isinstance(template.parts[0], Interpolation):
        return template.parts[0].expression
    return template


def _move(node: Node, span: Span, escaped: bool) -> None:
    """Move a tree to the place of a string; all of it to the whole string where escapes shift it."""
    pending: list[object] = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, list | tuple):
            pending += item
        elif isinstance(item, Node):
            if escaped:
                item.start, item.end = span.start, span.end
            else:
                item.start += span.start + 1
                item.end += span.start + 1
            pending += [getattr(item, name) for name in type(item).__slots__]
