"""Trees of the HCL parser as short text, so that a test can compare whole ones."""

from __future__ import annotations

import json

from ecslint.hcl import structure, syntax
from ecslint.hcl.parser import parse
from ecslint.source import Source


def tree_of(text: str) -> str:
    """The value of the only attribute in a text that has no errors."""
    file = parse(Source("main.tf", text))
    assert problems_of(text) == []
    (attribute,) = file.body.attributes.values()
    return shown(attribute.expression)


def problems_of(text: str) -> list[str]:
    """The syntax errors of a text, each as `line:column-line:column message`."""
    source = Source("main.tf", text)
    shown_problems = []
    for problem in parse(source).problems:
        (line, column), (end_line, end_column) = source.position(problem.start), source.position(problem.end)
        shown_problems.append(f"{line}:{column}-{end_line}:{end_column} {problem.message}")
    return shown_problems


def shown_body(body: structure.Body) -> list[str | list[object]]:
    """The attributes as `name = value`, then the blocks as lists of their header and their body."""
    lines: list[str | list[object]] = [
        f"{attribute.name} = {shown(attribute.expression)}" for attribute in body.attributes.values()
    ]
    for block in body.blocks:
        header = " ".join([block.type, *(json.dumps(label.value) for label in block.labels)])
        lines.append([header, *shown_body(block.body)])
    return lines


def shown(node: syntax.Node) -> str:
    """An expression with all its structure made visible: every operation in parentheses."""
    match node:
        case syntax.Literal(value=value):
            if isinstance(value, str | bool | None):
                return json.dumps(value, ensure_ascii=False)
            return f"{value}"
        case syntax.Template(parts=parts, heredoc=heredoc):
            return f"{heredoc}`{shown_parts(parts)}`"
        case syntax.Variable(name=name):
            return name
        case syntax.GetAttribute(object=object_, name=name):
            return f"{shown(object_)}.{name}"
        case syntax.Index(object=object_, key=key):
            return f"{shown(object_)}[{shown(key)}]"
        case syntax.SplatItem():
            return "item"
        case syntax.Splat(object=object_, each=each):
            return f"each({shown(object_)}: {shown(each)})"
        case syntax.Call(name=name, arguments=arguments, expand=expand):
            return f"{name}({', '.join(map(shown, arguments))}{'...' if expand else ''})"
        case syntax.Binary(operator=operator, left=left, right=right):
            return f"({shown(left)} {operator} {shown(right)})"
        case syntax.Unary(operator=operator, operand=operand):
            return f"({operator}{shown(operand)})"
        case syntax.Conditional(condition=condition, then=then, otherwise=otherwise):
            return f"({shown(condition)} ? {shown(then)} : {shown(otherwise)})"
        case syntax.Tuple(items=items):
            return f"[{', '.join(map(shown, items))}]"
        case syntax.Object(items=items):
            return "{" + ", ".join(f"{shown(key)} = {shown(value)}" for key, value in items) + "}"
        case syntax.Parentheses(expression=expression):
            return f"paren({shown(expression)})"
        case syntax.For():
            return _shown_for(node)
    raise AssertionError(f"no expression: {node}")


def shown_parts(parts: list[syntax.Node]) -> str:
    """The parts of a template: `|` between them, newlines as they are escaped in JSON."""
    return "|".join(map(_shown_part, parts))


def _shown_part(part: syntax.Node) -> str:
    match part:
        case syntax.Literal(value=value):
            return json.dumps(value, ensure_ascii=False)[1:-1]
        case syntax.Interpolation(expression=expression):
            return f"${{{shown(expression)}}}"
        case syntax.IfDirective(condition=condition, then=then, otherwise=otherwise):
            alternative = f" else<{shown_parts(otherwise)}>" if otherwise else ""
            return f"%if {shown(condition)}<{shown_parts(then)}>{alternative}"
        case syntax.ForDirective(key=key, value=value, collection=collection, body=body):
            names = value if key is None else f"{key}, {value}"
            return f"%for {names} in {shown(collection)}<{shown_parts(body)}>"
    raise AssertionError(f"no part of a template: {part}")


def _shown_for(node: syntax.For) -> str:
    names = node.value if node.key is None else f"{node.key}, {node.value}"
    result = shown(node.result)
    if node.result_key is not None:
        result = f"{shown(node.result_key)} => {result}{'...' if node.group else ''}"
    condition = "" if node.condition is None else f" if {shown(node.condition)}"
    return f"for({names} in {shown(node.collection)}: {result}{condition})"
