"""Expressions: what Terraform gives for them, and what stays known where Terraform gives up."""

from __future__ import annotations

from typing import Any

import pytest
from hcl_values import plain

from ecslint.hcl.conversion import make_input
from ecslint.hcl.evaluator import evaluate
from ecslint.hcl.parser import parse
from ecslint.hcl.scalars import text_of
from ecslint.hcl.scope import Budget, Scope
from ecslint.hcl.types import BOOL, STRING, Type
from ecslint.source import Source, Span, Unreadable
from ecslint.value import Mapping, Reference, Sequence, Text, Unknown, Value


class Surroundings:
    """Inputs of every kind, and one file."""

    def __init__(self, steps: int = 10_000) -> None:
        self.budget = Budget(steps)
        self.address = ""

    def root(self, name: str, span: Span) -> Value | None:
        def unknown(what: str, kind: Type) -> Value:
            return make_input(f"{what} has no default", span, (), what, kind, sure=True)

        match name:
            case "u":
                return Unknown("u has no default", span, identity="u")
            case "flag":
                return unknown("flag", BOOL)
            case "other":
                return unknown("other", BOOL)
            case "text":
                return unknown("text", STRING)
            case "lb":
                return Reference("aws_lb.x", "", span, (), Mapping({}, span, kind="block"))
        return None

    def read(self, path: str) -> Source:
        if path == "greeting.tpl":
            return Source(path, "Hello ${name}\n%{ for x in list ~}\n${x};\n%{ endfor ~}\n")
        raise Unreadable("the file cannot be read: No such file or directory", Span(Source(path, ""), 0, 0))

    def has_file(self, path: str) -> bool:
        return path == "greeting.tpl"

    def names(self, directory: str) -> list[str] | None:
        return ["a.json", "b.txt", "sub/c.json"]

    def requires(self, provider: str) -> bool:
        return provider == "aws"


def value_of(expression: str, steps: int = 10_000) -> Value:
    source = Source("main.tf", f"x = {expression}\n")
    file = parse(source)
    assert not file.problems, [problem.message for problem in file.problems]
    return evaluate(file.body.attributes["x"].expression, Scope(source, Surroundings(steps)))


def result(expression: str) -> Any:
    value = value_of(expression)
    text = text_of(value) if isinstance(value, Text) else None
    return plain(value) if text is None else text


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("-7 % 3", -1),
        ("0.1 + 0.2 == 0.3", True),
        ("5 / 3 * 3", 5),
        ("9007199254740993 + 0", 9007199254740993),
        ('"1" == 1', False),
        ('1 < "2"', True),
        ("null == null", True),
        ("{} == {}", True),
        ("[1, 2][1]", 2),
        ('{a = 1}["a"]', 1),
        ("[{a = 1}, {a = 2}][*].a", [1, 2]),
        ("null[*]", []),
        ('"x"[*]', ["x"]),
        ("[for k, v in {b = 1, a = 2} : k]", ["a", "b"]),
        ('{for s in ["a", "b", "a"] : s => 1...}', {"a": [1, 1], "b": [1]}),
        ('"a${true}b"', "atrueb"),
        ('"${[1]}"', [1]),
        ('"%{ if true }yes%{ else }no%{ endif }"', "yes"),
        ("false ? null.a : 3", 3),
        ('true ? [1] : ["a"]', ["1"]),
        ('true ? { port = 80, name = "x" } : {}', {"port": "80", "name": "x"}),
        ("true ? 1 : 2", 1),
        ('coalesce(null, "", 0)', "0"),
        ("merge({a = 1}, null, {b = 2})", {"a": 1, "b": 2}),
        ("flatten([[1, [2]], 3, [[]]])", [1, 2, 3]),
        ('distinct([1, "1", 1])', ["1"]),
        ('compact(["a", "", null])', ["a"]),
        ('toset(["b", "a", "b"])', ["a", "b"]),
        ('lookup({a = 1}, "b", 2)', 2),
        ("element([1, 2, 3], 4)", 2),
        ('join(",", [1, true, "x"])', "1,true,x"),
        ('split(",", "a,,b")', ["a", "", "b"]),
        ('replace("abc", "/b(.)/", "[$1]")', "a[c]"),
        ('regex("(a)(b)?", "a")', ["a", None]),
        ('format("%05d|%-4s|%.2f", 42, "ab", 3.14159)', "00042|ab  |3.14"),
        ('formatlist("%s-%s", ["a", "b"], "x")', ["a-x", "b-x"]),
        ('cidrsubnet("10.0.0.5/16", 8, 2)', "10.0.2.0/24"),
        ('upper("straße")', "STRAßE"),
        ('title("hello-world")', "Hello-World"),
        ('substr("hello", -3, 2)', "ll"),
        ('tobool("true")', True),
        (
            "range(1, 4, 0.5)",
            [1, plain(value_of("1.5")), 2, plain(value_of("2.5")), 3, plain(value_of("3.5"))],
        ),
        ('jsondecode("{\\"a\\":1,\\"a\\":2}")', {"a": 2}),
        ('yamldecode("a: yes\\nb: 010")', {"a": True, "b": 10}),
        ('templatefile("greeting.tpl", { name = "you", list = ["a", "b"] })', "Hello you\na;\nb;\n"),
        ('fileset(".", "**/*.json")', ["a.json", "sub/c.json"]),
        ('fileexists("greeting.tpl")', True),
        ('length(file("greeting.tpl"))', 53),
        ('filemd5("greeting.tpl") == md5(file("greeting.tpl"))', True),
        ('filebase64("greeting.tpl") == base64encode(file("greeting.tpl"))', True),
        ('filebase64sha256("greeting.tpl") == base64sha256(file("greeting.tpl"))', True),
        ('pathexpand("a/b")', "a/b"),
        ('urlencode("a b/é~*")', "a+b%2F%C3%A9~%2A"),
        ('md5("a")', "0cc175b9c0f1b6a831c399e269772661"),
        ('timeadd("2020-01-01T00:00:00Z", "1h30m")', "2020-01-01T01:30:00Z"),
    ],
)
def test_known_expressions_have_the_value_that_terraform_gives(expression: str, expected: object) -> None:
    assert result(expression) == expected


def test_jsonencode_writes_what_terraform_writes() -> None:
    assert (
        result('"${jsonencode({b = 1, a = "<é>", c = null})}!"') == '{"a":"\\u003cé\\u003e","b":1,"c":null}!'
    )


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("{a = 1}.b", 'the object has no attribute "b"'),
        ("[1, 2][5]", "there is no element 5: the list has 2 elements"),
        ("null.a", 'null has no attribute "a"'),
        ('"x-${null}"', "null cannot be a part of text"),
        ('"a" < "b"', '"a" cannot be used as a number'),
        ('tonumber("0x10")', '"0x10" cannot be used as a number'),
        ("0 / 0", "division by zero"),
        ('regex("x", "y")', "regex: the pattern matches nothing"),
        ("element([], 0)", "element: the list is empty"),
        ('lookup({a = 1}, "b")', 'lookup: the map has no element "b"'),
        ("length(null)", "length: the argument is null"),
        ('jsondecode("{")', None),
        ("one([1, 2])", "one: the list has more than one element"),
        ("null ? 1 : 2", "the condition is null; it must be true or false"),
        ("upper(null, 1)", "upper: 2 arguments are given, 1 are needed"),
    ],
)
def test_what_terraform_certainly_refuses_is_a_failure(expression: str, message: str | None) -> None:
    kind, found = result(expression)
    assert kind == "failure"
    assert message is None or found == message


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("try({a = 1}.b, 2)", 2),
        ("try([][0], null.x, 3)", 3),
        ("can({a = 1}.b)", False),
        ("can(1)", True),
        ("try(u, 1)", ("unknown", "u")),
        ("try(u.name, 1)", ("unknown", "try(u.name, 1)")),
        ('try("${(flag ? {a = 1} : {}).a}!", "none")', ("if", "flag", "1!", "none")),
    ],
)
def test_try_and_can_react_to_certain_failures_only(expression: str, expected: object) -> None:
    assert result(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (
            'jsonencode([{ image = "x:${u}", cpu = 1 }])',
            ("json", [{"image": ("text", "x:", ("unknown", "u")), "cpu": 1}]),
        ),
        ("jsondecode(jsonencode({a = u})).a", ("unknown", "u")),
        ("merge({a = 1}, {b = u})", {"a": 1, "b": ("unknown", "u")}),
        ("merge(u, {a = 1})", ("open", {"a": 1}, "u")),
        ("merge({a = 1}, u).a", ("if", 'contains(keys(u), "a")', ("unknown", "u.a"), 1)),
        ("concat([1], u)", ("open", [1], "u")),
        ("length([u, 2])", 2),
        ("[u, 2][1]", 2),
        ("keys({a = u})", ["a"]),
        ('startswith("arn:aws:${u}", "arn:")', True),
        ('endswith("${u}:latest", ":1")', False),
        ('"${u}-b" == "a"', False),
        ('join("-", ["a", u])', ("text", "a-", ("unknown", "u"))),
        ('format("%s/%s", u, "b")', ("text", ("unknown", "u"), "/b")),
        ("contains([1, u], 1)", True),
        ("u == u", True),
        ("false && u", False),
        ("u || true", True),
        ("u.a.b[0]", ("unknown", "u.a.b[0]")),
        ("lb.arn", ("ref", "aws_lb.x.arn")),
        ("lb.arn == lb.arn", True),
        ("[for x in u : x]", ("open", [], "[for x in u : x] at main.tf:4")),
        ("upper(u)", ("unknown", "upper(u)")),
        ('"${upper(u)}"', ("unknown", "upper(u)")),
    ],
)
def test_what_is_known_beside_an_unknown_is_kept(expression: str, expected: object) -> None:
    assert result(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("flag ? 1 : 2", ("if", "flag", 1, 2)),
        ("!flag ? 1 : 2", ("if", "!flag", 1, 2)),
        ("flag ? (flag ? 1 : 2) : 3", ("if", "flag", 1, 3)),
        ("flag ? 1 : 1", 1),
        ("flag == false", ("if", "!flag", True, False)),
        ('u == "a" ? 1 : 2', ("if", 'u == "a"', 1, 2)),
        ("u != null ? u : 0", ("if", "u != null", ("unknown", "u"), 0)),
        ("length(u) > 0 ? 1 : 0", ("if", "length(u) != 0", 1, 0)),
        ("length(u) == 0 ? 1 : 0", ("if", "length(u) == 0", 1, 0)),
        ("u > 3 ? 1 : 0", ("if", "u > 3", 1, 0)),
        ("flag && other ? 1 : 0", ("if", "(flag && other)", 1, 0)),
        ("(flag ? 1 : 2) + 1", ("if", "flag", 2, 3)),
        ('concat(flag ? ["a"] : [], ["b"])', [("if", "flag", "a", ("absent",)), "b"]),
        ('concat(flag ? ["a"] : [], ["b"])[0]', ("if", "flag", "a", "b")),
        ("merge({ a = 1 }, flag ? { b = 2 } : {})", {"a": 1, "b": ("if", "flag", 2, ("absent",))}),
        ("merge({ a = 1 }, flag ? { a = 2 } : {}).a", ("if", "flag", 2, 1)),
        ('[for x in ["a", "b"] : x if x == "a" || flag]', ["a", ("if", "flag", "b", ("absent",))]),
        ('length([for x in ["a", "b"] : x if x == "a" || flag])', ("if", "flag", 2, 1)),
        ('element(concat([for x in ["a"] : x if flag], [""]), 0)', ("if", "flag", "a", "")),
        ('one([for x in ["a"] : x if flag])', ("if", "flag", "a", None)),
        ('join("", [for x in ["a"] : x if flag])', ("if", "flag", "a", "")),
        ('lookup({ for x in ["a"] : x => 1 if flag }, "a", 2)', ("if", "flag", 1, 2)),
        ('contains(["a", "b"], u)', ("if", '(u == "a" || u == "b")', True, False)),
        ("{ a = 1, b = 2 }[u]", ("if", 'u == "a"', 1, 2)),
        ('coalesce(text, "d")', ("if", '(text == null || text == "")', "d", ("unknown", "text"))),
        ('"%{ if flag }a%{ else }b%{ endif }c"', ("text", ("if", "flag", "a", "b"), "c")),
        ("alltrue([flag, true])", ("if", "flag", True, False)),
    ],
)
def test_conditions_give_alternatives(expression: str, expected: object) -> None:
    assert result(expression) == expected


def test_a_closed_input_equals_only_its_values() -> None:
    source = Source("main.tf", 'x = env == "test" ? 1 : 2')
    scope = Scope(source, Surroundings()).child(
        {"env": Unknown("env has no default", Span(source, 0, 0), identity="env", domain=("dev", "prod"))}
    )
    assert plain(evaluate(parse(source).body.attributes["x"].expression, scope)) == 2


def test_too_many_combinations_are_unknown() -> None:
    value = value_of("(u.a ? 1 : 0) + (u.b ? 1 : 0) + (u.c ? 1 : 0) + (u.d ? 1 : 0)")
    assert isinstance(value, Unknown)
    assert value.reason == "it depends on too many conditions"


def test_many_conditional_parts_of_a_list_are_followed_one_by_one() -> None:
    parts = ", ".join(f'(u.on{number} ? ["{number}"] : [])' for number in range(20))
    value = value_of(f"concat({parts})")
    assert isinstance(value, Sequence)
    assert len(value.items) == 20


def test_conditions_of_conditions_stay_small_enough_to_reason_about() -> None:
    expression = "u.start"
    for number in range(40):
        expression = f"({expression} ? u.a{number} : u.b{number})"
    assert isinstance(value_of(f"{expression} ? 1 : 2"), Value)


def test_a_runaway_pattern_is_not_run() -> None:
    assert result('regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")')[0] == "unknown"


def test_evaluation_ends_when_its_steps_are_used_up() -> None:
    value = value_of("[for x in range(1000) : [for y in range(1000) : x + y]]", steps=500)
    assert "too large" in repr(value)


def test_what_terraform_makes_infinite_is_unknown() -> None:
    value = value_of("1 / 0")
    assert isinstance(value, Unknown)
    assert value.reason == "a division by zero is infinite"


def test_a_missing_file_is_unknown_and_not_a_failure() -> None:
    value = value_of('file("generated.json")')
    assert isinstance(value, Unknown)
    assert value.reason == "generated.json: the file cannot be read: No such file or directory"


def test_a_template_with_json_keeps_the_place_of_every_key() -> None:
    source = Source("main.tf", 'x = jsondecode(<<EOT\n[{"name": "web", "image": "nginx:${u}"}]\nEOT\n)\n')
    value = evaluate(parse(source).body.attributes["x"].expression, Scope(source, Surroundings()))
    assert plain(value) == [{"name": "web", "image": ("text", "nginx:", ("unknown", "u"))}]
    assert isinstance(value, Sequence)
    (container,) = value.items
    assert isinstance(container, Mapping)
    assert container.keys["image"].bounds()[:2] == (2, 18)
