"""The syntax tree of HCL's expressions. Every node carries character offsets; files are parsed by the
thousand, so nodes are plain slotted classes."""

from __future__ import annotations

from typing import TypeAlias


class Node:
    __slots__ = ("start", "end")

    start: int
    end: int


class Literal(Node):
    """A string without interpolation, a number (int or Decimal), a bool or null."""

    __slots__ = ("value",)

    def __init__(self, start: int, end: int, value: object) -> None:
        self.start = start
        self.end = end
        self.value = value


class Template(Node):
    """A quoted or heredoc template: Literal str parts, Interpolation, IfDirective, ForDirective.

    `heredoc` is "" for a quoted template, "<<" or "<<-" for a heredoc. Each line of a heredoc is a
    Literal of its own, its offsets exactly those of its text where no escape changed it.
    """

    __slots__ = ("parts", "heredoc")

    def __init__(self, start: int, end: int, parts: list[Node], heredoc: str = "") -> None:
        self.start = start
        self.end = end
        self.parts = parts
        self.heredoc = heredoc


class Interpolation(Node):
    """`${ expression }`; strip markers have been applied to the neighbouring literals."""

    __slots__ = ("expression",)

    def __init__(self, start: int, end: int, expression: Expression) -> None:
        self.start = start
        self.end = end
        self.expression = expression


class IfDirective(Node):
    """`%{ if condition }…%{ else }…%{ endif }`."""

    __slots__ = ("condition", "then", "otherwise")

    def __init__(
        self, start: int, end: int, condition: Expression, then: list[Node], otherwise: list[Node]
    ) -> None:
        self.start = start
        self.end = end
        self.condition = condition
        self.then = then
        self.otherwise = otherwise


class ForDirective(Node):
    """`%{ for key, value in collection }…%{ endfor }`; key is None when only a value is named."""

    __slots__ = ("key", "value", "collection", "body")

    def __init__(
        self, start: int, end: int, key: str | None, value: str, collection: Expression, body: list[Node]
    ) -> None:
        self.start = start
        self.end = end
        self.key = key
        self.value = value
        self.collection = collection
        self.body = body


class Variable(Node):
    """The first name of a traversal: `var`, `local`, `aws_lb`, `each`, a for variable."""

    __slots__ = ("name",)

    def __init__(self, start: int, end: int, name: str) -> None:
        self.start = start
        self.end = end
        self.name = name


class GetAttribute(Node):
    """`object.name`."""

    __slots__ = ("object", "name")

    def __init__(self, start: int, end: int, object: Expression, name: str) -> None:
        self.start = start
        self.end = end
        self.object = object
        self.name = name


class Index(Node):
    """`object[key]`, or the legacy `object.0`."""

    __slots__ = ("object", "key")

    def __init__(self, start: int, end: int, object: Expression, key: Expression) -> None:
        self.start = start
        self.end = end
        self.object = object
        self.key = key


class SplatItem(Node):
    """The item that a splat applies its traversal to."""

    __slots__ = ()

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end


class Splat(Node):
    """`object[*].a[0]` or `object.*.a`: `each` is the traversal, with a SplatItem at its root."""

    __slots__ = ("object", "each")

    def __init__(self, start: int, end: int, object: Expression, each: Expression) -> None:
        self.start = start
        self.end = end
        self.object = object
        self.each = each


class Call(Node):
    """`name(arguments…)`; `expand` when the last argument is followed by `...`."""

    __slots__ = ("name", "arguments", "expand")

    def __init__(self, start: int, end: int, name: str, arguments: list[Expression], expand: bool) -> None:
        self.start = start
        self.end = end
        self.name = name
        self.arguments = arguments
        self.expand = expand


class Binary(Node):
    __slots__ = ("operator", "left", "right")

    def __init__(self, start: int, end: int, operator: str, left: Expression, right: Expression) -> None:
        self.start = start
        self.end = end
        self.operator = operator
        self.left = left
        self.right = right


class Unary(Node):
    __slots__ = ("operator", "operand")

    def __init__(self, start: int, end: int, operator: str, operand: Expression) -> None:
        self.start = start
        self.end = end
        self.operator = operator
        self.operand = operand


class Conditional(Node):
    __slots__ = ("condition", "then", "otherwise")

    def __init__(
        self, start: int, end: int, condition: Expression, then: Expression, otherwise: Expression
    ) -> None:
        self.start = start
        self.end = end
        self.condition = condition
        self.then = then
        self.otherwise = otherwise


class Tuple(Node):
    __slots__ = ("items",)

    def __init__(self, start: int, end: int, items: list[Expression]) -> None:
        self.start = start
        self.end = end
        self.items = items


class Object(Node):
    """`{ key = value }`. A bare identifier as a key is a Literal str; other keys are expressions."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int, items: list[tuple[Expression, Expression]]) -> None:
        self.start = start
        self.end = end
        self.items = items


class Parentheses(Node):
    __slots__ = ("expression",)

    def __init__(self, start: int, end: int, expression: Expression) -> None:
        self.start = start
        self.end = end
        self.expression = expression


class For(Node):
    """`[for k, v in c : value if condition]`, or with `result_key` the object form, `group` for `...`."""

    __slots__ = ("key", "value", "collection", "result_key", "result", "condition", "group")

    def __init__(
        self,
        start: int,
        end: int,
        key: str | None,
        value: str,
        collection: Expression,
        result_key: Expression | None,
        result: Expression,
        condition: Expression | None,
        group: bool,
    ) -> None:
        self.start = start
        self.end = end
        self.key = key
        self.value = value
        self.collection = collection
        self.result_key = result_key
        self.result = result
        self.condition = condition
        self.group = group


Expression: TypeAlias = Node
