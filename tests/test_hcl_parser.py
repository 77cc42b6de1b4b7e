"""The HCL parser gives the tree that the language says, with the exact place of everything."""

from __future__ import annotations

import pytest
from hcl_trees import shown, shown_body, tree_of

from ecslint.hcl import structure, syntax
from ecslint.hcl.parser import parse
from ecslint.source import Source


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('"fargate"', '"fargate"'),
        ('""', '""'),
        ("256", "256"),
        ("0010", "10"),
        ("0.25", "0.25"),
        ("2.5e3", "2.5E+3"),
        ("1.e2", "1E+2"),
        pytest.param("9" * 5000, "9" * 5000, id="5000 digits"),
        ("true", "true"),
        ("null", "null"),
        ("truest", "truest"),
        ("local.cpu-units", "local.cpu-units"),
        ("módulo.größe.e\u0301", "módulo.größe.e\u0301"),
        ("var . x\t. y", "var.x.y"),
        ("true.x", "true.x"),
    ],
)
def test_a_literal_or_a_name_is_read(text: str, tree: str) -> None:
    assert tree_of(f"a = {text}\n") == tree
    assert tree_of(f"a = {text} # and a comment") == tree
    assert tree_of(f"a = ({text}\n)") == f"paren({tree})"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"),
        ("8 / 4 % 3", "((8 / 4) % 3)"),
        ("a || b && c == d", "(a || (b && (c == d)))"),
        ("a != b < c + 1", "(a != (b < (c + 1)))"),
        ("a <= b == c >= d", "((a <= b) == (c >= d))"),
        ("a > b", "(a > b)"),
        ("-a + !b", "((-a) + (!b))"),
        ("- -1-2", "((-(-1)) - 2)"),
        ("-a.b[0]", "(-a.b[0])"),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("a ? b ? c : d : e", "(a ? (b ? c : d) : e)"),
        ("a == 1 ? 2 + 3 : 4", "((a == 1) ? (2 + 3) : 4)"),
        ("a?1:2", "(a ? 1 : 2)"),
        ("(a + b) * c", "(paren((a + b)) * c)"),
        ("(a\n  ? b # yes\n  : c\n)", "paren((a ? b : c))"),
        ("(a\n  && b /* both */\n)", "paren((a && b))"),
    ],
)
def test_operators_bind_as_the_language_says(text: str, tree: str) -> None:
    assert tree_of(f"a = {text}\n") == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('m["k"][0].x', 'm["k"][0].x'),
        ("list.0.name", "list[0].name"),
        ("m[\n  k\n]", "m[k]"),
        ("l[*]", "each(l: item)"),
        ("l[*].a[0].b", "each(l: item.a[0].b)"),
        ("l[*].a[*].b", "each(l: each(item.a: item.b))"),
        ("l.*.a.0.b", "each(l: item.a[0].b)"),
        ("l.*.a[0].b", "each(l: item.a)[0].b"),
        ("l.*", "each(l: item)"),
        ("(l)[*].a", "each(paren(l): item.a)"),
        ("f(x)[0].a", "f(x)[0].a"),
        ("[1, 2][i]", "[1, 2][i]"),
        ("{ a = 1 }.a", '{"a" = 1}.a'),
    ],
)
def test_traversals_are_applied_from_left_to_right(text: str, tree: str) -> None:
    assert tree_of(f"a = {text}\n") == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("f()", "f()"),
        ("f (1,\n  2, # two\n)", "f(1, 2)"),
        ("concat([1], l...)", "concat([1], l...)"),
        ("true(1)", "true(1)"),
        ('provider::aws::arn_parse("x")', 'provider::aws::arn_parse("x")'),
        ("core :: max(1)", "core::max(1)"),
        ("[]", "[]"),
        ("[1, [2], f(3),]", "[1, [2], f(3)]"),
        ("[\n  1, // one\n  2\n]", "[1, 2]"),
        ("{}", "{}"),
        ('{ a = 1, "b" : 2\n (c) = 3,\n}', '{"a" = 1, "b" = 2, paren(c) = 3}'),
        ("{ 1 = 2, a.b = 3, f(x) = 4 }", "{1 = 2, a.b = 3, f(x) = 4}"),
        ("{ true = 1, null = 2, if = 3 }", '{"true" = 1, "null" = 2, "if" = 3}'),
        ('{ "${k}-x" = 1 }', "{`${k}|-x` = 1}"),
        ("{\n\n  # nothing\n}", "{}"),
        ("({ a = [\n1\n] })", 'paren({"a" = [1]})'),
        ("[for x in l : x]", "for(x in l: x)"),
        ('[for i, x in l : x if x != ""]', 'for(i, x in l: x if (x != ""))'),
        ("{ for x in l : x => 1 }", "for(x in l: x => 1)"),
        ("{\n  for k, v in m :\n  v => k...\n  if v != null\n}", "for(k, v in m: v => k... if (v != null))"),
        ("[for x in [for y in l : y] : { z = x }]", 'for(x in for(y in l: y): {"z" = x})'),
    ],
)
def test_calls_and_collections_are_read(text: str, tree: str) -> None:
    assert tree_of(f"a = {text}\n") == tree


def test_a_body_keeps_attributes_and_blocks_in_order() -> None:
    text = """
# comment
region = "eu-west-1" // here
resource "aws_ecs_service" web {
  launch_type = "FARGATE"

  lifecycle { ignore_changes = [task_definition] }
  network_configuration {
    subnets = var.subnets
    for     = null
  }
  empty {} /* nothing */
}
locals { /* block */ a = 1 }
"""
    file = parse(Source("main.tf", text))
    assert file.problems == []
    assert shown_body(file.body) == [
        'region = "eu-west-1"',
        [
            'resource "aws_ecs_service" "web"',
            'launch_type = "FARGATE"',
            ["lifecycle", "ignore_changes = [task_definition]"],
            ["network_configuration", "subnets = var.subnets", "for = null"],
            ["empty"],
        ],
        ["locals", "a = 1"],
    ]


def test_windows_line_endings_and_a_byte_order_mark_are_read() -> None:
    text = "\ufeffa = 1\r\n\r\nb {\r\n  c = [\r\n    2,\r\n  ] # c\r\n}\r\nd = <<E\r\nx\r\nE\r\n"
    file = parse(Source("main.tf", text))
    assert file.problems == []
    assert shown_body(file.body) == ["a = 1", "d = <<`x\\r\\n`", ["b", "c = [2]"]]
    assert text[file.body.attributes["a"].start] == "a"


@pytest.mark.parametrize("text", ["", "\n", "   ", "# only a comment", "/* one */ // two\r\n"])
def test_a_file_without_statements_is_empty(text: str) -> None:
    file = parse(Source("main.tf", text))
    assert (file.problems, shown_body(file.body)) == ([], [])


def test_every_comment_is_kept_with_its_place_and_without_its_line_ending() -> None:
    text = (
        "# one\r\na = 1 // two\nb = /* three\n */ 2 # four\nc {\n  # five\n}\nd = <<E\n# no\nE\n"
        'e = "# no"\nf = [ # six\n]'
    )
    file = parse(Source("main.tf", text))
    assert file.problems == []
    assert [text[start:end] for start, end in file.comments] == [
        "# one",
        "// two",
        "/* three\n */",
        "# four",
        "# five",
        "# six",
    ]


def test_every_node_spans_exactly_its_text() -> None:
    text = """a = f(x.y[0], -z ? "s" : {k = [1.5]}, l[*].m, (n), "${o}", [for p in q : p])
resource "r" s {
  b = local.x
  c = "text"
}
"""
    spans = [text[node.start : node.end] for node in nodes(parse(Source("main.tf", text)).body)]
    assert spans == [
        'a = f(x.y[0], -z ? "s" : {k = [1.5]}, l[*].m, (n), "${o}", [for p in q : p])',
        'f(x.y[0], -z ? "s" : {k = [1.5]}, l[*].m, (n), "${o}", [for p in q : p])',
        "x.y[0]",
        "x.y",
        "x",
        "0",
        '-z ? "s" : {k = [1.5]}',
        "-z",
        "z",
        '"s"',
        "{k = [1.5]}",
        "k",
        "[1.5]",
        "1.5",
        "l[*].m",
        "l",
        "[*].m",
        "[*]",
        "(n)",
        "n",
        '"${o}"',
        "${o}",
        "o",
        "[for p in q : p]",
        "q",
        "p",
        text[text.index("resource") : -1],
        '"r"',
        "s",
        "b = local.x",
        "local.x",
        "local",
        'c = "text"',
        '"text"',
    ]


def test_an_attribute_and_a_block_tell_where_their_names_and_headers_end() -> None:
    text = 'module "web" {\n  cpu   = 1\n  memory = f(1)\n}\n'
    (block,) = parse(Source("main.tf", text)).body.blocks
    assert text[: block.header_end] == 'module "web"'
    assert {
        name: text[attribute.start : attribute.name_end] for name, attribute in block.body.attributes.items()
    } == {"cpu": "cpu", "memory": "memory"}


def nodes(part: object) -> list[syntax.Node]:
    """All nodes below a part of a tree, each before those inside it."""
    if isinstance(part, structure.Body):
        return nodes([*part.attributes.values(), *part.blocks])
    if isinstance(part, list | tuple):
        return [node for item in part for node in nodes(item)]
    if not isinstance(part, syntax.Node):
        return []
    inside = [getattr(part, name) for name in type(part).__slots__ if hasattr(part, name)]
    return [part, *nodes(inside)]


def test_a_long_chain_of_operators_is_read() -> None:
    file = parse(Source("main.tf", "a = 0" + " + 1" * 5000 + "\n"))
    assert file.problems == []
    depth, expression = 0, file.body.attributes["a"].expression
    while isinstance(expression, syntax.Binary):
        depth, expression = depth + 1, expression.left
    assert (depth, shown(expression)) == (5000, "0")
