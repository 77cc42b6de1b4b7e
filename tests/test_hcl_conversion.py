"""Values converted to the types of variables, as Terraform converts them."""

from __future__ import annotations

import pytest
from hcl_values import plain
from test_hcl_soundness import Surroundings, value_of

from ecslint.hcl.conversion import convert
from ecslint.hcl.evaluator import evaluate
from ecslint.hcl.parser import parse
from ecslint.hcl.scope import Scope
from ecslint.hcl.syntax import Expression
from ecslint.hcl.types import Type, parse_type, type_of
from ecslint.source import Source
from ecslint.value import Failure, Value


def converted(expression: str, constraint: str) -> Value:
    source = Source("variables.tf", f"x = {constraint}\n")
    scope = Scope(source, Surroundings({}))

    def default(node: Expression) -> Value:
        return evaluate(node, scope)

    kind = parse_type(parse(source).body.attributes["x"].expression)
    return convert(value_of(expression, {}), kind, default)


@pytest.mark.parametrize(
    ("expression", "constraint", "expected"),
    [
        ("{}", 'object({ a = optional(number, "1"), b = optional(string) })', {"a": 1, "b": None}),
        ("{}", "object({ a = optional(object({ b = optional(bool, true) }), {}) })", {"a": {"b": True}}),
        ("{ a = null }", 'object({ a = optional(string, "x") })', {"a": "x"}),
        ("{ a = 1, b = 2 }", "object({ a = string })", {"a": "1"}),
        ('[{ a = 1 }, { a = "2", b = 3 }]', "list(object({ a = string }))", [{"a": "1"}, {"a": "2"}]),
        ('tomap({ a = "1" })', "object({ a = number })", {"a": 1}),
        ('["1", "b"]', "tuple([number, string])", [1, "b"]),
        ('{ a = 1, b = "x" }', "map(any)", {"a": "1", "b": "x"}),
        ('[2, "10", 2]', "set(any)", ["10", "2"]),
        ("[10, 9, 10]", "set(number)", [9, 10]),
    ],
)
def test_a_value_is_converted_to_its_type(expression: str, constraint: str, expected: object) -> None:
    assert plain(converted(expression, constraint)) == expected


@pytest.mark.parametrize(
    ("expression", "constraint"),
    [
        ("{ a = 1 }", "object({ a = string, b = string })"),
        ("[1, 2]", "tuple([number])"),
        ('["a"]', "list(number)"),
        ("range(0)", "list(bool)"),
        ("[1, {}]", "list(any)"),
        ('"a"', "list(string)"),
        ("tonumber(null)", "list(string)"),
    ],
)
def test_what_does_not_convert_is_refused(expression: str, constraint: str) -> None:
    assert isinstance(converted(expression, constraint), Failure)


def test_nulls_and_empty_lists_remember_their_type() -> None:
    text = Type("string")
    assert type_of(converted("null", "string")) == text
    assert type_of(converted("[]", "list(string)")) == Type("list", text)
    assert type_of(converted("{}", "map(string)")) == Type("map", text)
