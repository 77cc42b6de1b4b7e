"""What is wrong in a file is said at the place to change, once, and all that is sound is kept."""

from __future__ import annotations

import pytest
from hcl_trees import problems_of, shown_body

from ecslint.hcl.parser import MAX_PROBLEMS, parse
from ecslint.source import Source


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a = 1\na = 2\n", "2:1-2:2 a is set twice; it was first set on line 1"),
        ("a = 1 b = 2\n", "1:7-1:8 expected a new line after the value of a, found 'b'"),
        ("a = 1, b = 2\n", "1:6-1:7 a comma does not separate arguments; write each on a line of its own"),
        ("a =\nb = 2\n", "1:4-1:4 the value of a is missing"),
        ("a\n", "1:2-1:2 expected '=' or '{' after a, found the end of the line"),
        ('"a" = 1\n', "1:1-1:4 the name of an argument is written without quotes"),
        ("= 1\n", "1:1-1:2 expected an argument or a block, found '='"),
        ("a = 1\n}\n", "2:1-2:2 this '}' closes nothing"),
        ("a = 1\n  + 2\n", "2:3-2:4 expected an argument or a block, found '+'"),
        ("a = b\n  ? 1\n  : 2\n", "2:3-2:4 expected an argument or a block, found '?'"),
        ("a = b ? 1\n", "1:10-1:10 expected ':' and the value for when the condition is false, found the"),
        ("a = 1 +\n", "1:8-1:8 expected a value, found the end of the line"),
        ("a = 1.2.3\n", "1:5-1:10 '1.2.3' is not a number"),
        ("a = x.0.1\n", "1:7-1:10 '.0.1' reads as a fraction; write [0][1]"),
        ("a = x.\n", "1:7-1:7 expected the name of an attribute after '.', found the end of the line"),
        ("a = x.*.*\n", "1:9-1:10 a splat '.*' cannot follow another; use [*] for both"),
        ("a = x[*\n]\n", "1:8-1:8 expected ']' directly after the '*' of a splat, found the end of the line"),
        (
            "a = x[1\nb = 2\n",
            "2:1-2:2 expected ']' after the index (the '[' was opened on line 1), found 'b'",
        ),
        ("a = (1\n", "1:5-1:6 this '(' is never closed"),
        ("a = [1, 2\n", "1:5-1:6 this '[' is never closed"),
        ("a = {\n  b = 1\n", "1:5-1:6 this '{' is never closed"),
        ("a = f(1\n", "1:6-1:7 this '(' is never closed"),
        ("a = [1 2]\n", "1:8-1:9 expected ',' or ']' after the item, found '2'"),
        ("a = [1,,2]\n", "1:8-1:9 expected a value, found ','"),
        ("a = f(1 2)\n", "1:9-1:10 expected ',' or ')' after the argument, found '2'"),
        ("a = f(x...,)\n", "1:11-1:12 expected ')' directly after '...', found ','"),
        ("a = b::1(x)\n", "1:8-1:9 expected the name of a function after '::', found '1'"),
        ("a = b::c\n", "1:9-1:9 expected '(' after the function name b::c, found the end of the line"),
        ("a = { b }\n", "1:9-1:10 expected '=' or ':' after the key, found '}'"),
        ("a = { b = 1 c = 2 }\n", "1:13-1:14 expected ',', '}' or a new line after the value, found 'c'"),
        ("a = { b =\n 1 }\n", "1:10-1:10 expected a value, found the end of the line"),
        ("a = { for = 1 }\n", "1:11-1:12 expected the name of a variable for the for, found '='"),
        ("a = [for x l : x]\n", "1:12-1:13 expected 'in' after the variables of the for, found 'l'"),
        ("a = [for x in l, x]\n", "1:16-1:17 expected ':' after the collection of the for, found ','"),
        ("a = [for x in l : x => x]\n", "1:21-1:23 a for in [ ] makes a list, which has no keys; write"),
        ("a = [for x in l : x...]\n", "1:20-1:23 '...' groups the values of an object; a for in [ ]"),
        ("a = { for x in l : x }\n", "1:22-1:23 expected '=>' and a value: a for in { } makes an object"),
        ("a = [for x in l : x y]\n", "1:21-1:22 expected ']' at the end of the for, found 'y'"),
        ("b x=1 {}\n", "1:4-1:5 expected a label or '{' after the type of the block, found '='"),
        ('b "x${y}" {}\n', "1:3-1:10 the label of a block is plain text, without '${' and '%{'"),
        ("b\n{\n  c = 1\n}\n", "1:2-1:2 expected '=' or '{' after b, found the end of the line"),
        ('b "c" {\n  d = 1\n', "1:1-1:6 this block is never closed; '}' is missing"),
        ("b { c = 1, d = 2 }\n", "1:10-1:11 a block on a single line holds only one argument; use several"),
        ("b { c {} }\n", "1:7-1:8 a block on a single line holds one argument and no blocks; use several"),
        ("b { c = 1\n}\n", "1:10-1:10 a block that starts with an argument on its first line must end on"),
        ("b { 1 }\n", "1:5-1:6 expected an argument or '}', found '1'"),
        ("b {} c = 1\n", "1:6-1:7 expected a new line after the block b, found 'c'"),
        ("a = 'x'\n", "1:5-1:6 single quotes do not make a string; use double quotes"),
        ("a = “x”\n", "1:5-1:6 curly quotes do not make a string; use straight double quotes"),
        ("a = 1;\n", "1:6-1:7 a semicolon separates nothing here; write each argument on a line of its own"),
        ("a = b & c\n", "1:7-1:8 there is no operator '&'; a logical and is '&&'"),
        ("a = @\n", "1:5-1:6 the character '@' has no meaning here"),
        ("a =\u00a01\n", "1:4-1:5 the character U+00A0 has no meaning here"),
        ("a = 1\rb = 2\n", "1:6-1:7 a carriage return without a line feed does not end a line"),
        ('a = "b\nc = 1\n', "1:5-1:7 this string is not closed on its line"),
        ('a = "\\q"\n', "1:6-1:8 '\\q' is not an escape sequence; a backslash is written '\\\\'"),
        ('a = "\\ud800"\n', "1:6-1:12 '\\ud800' is not a character of Unicode"),
        ('a = "${b"\n', "1:9-1:10 expected '}' to close the '${', found a string; for a literal '${' write"),
        ('a = "%{ when b }"\n', "1:9-1:13 expected if, else, endif, for or endfor, found 'when'"),
        ('a = "%{ if b }"\n', "1:6-1:15 this if is never closed; '%{ endif }' is missing"),
        ('a = "%{ for b in c }%{ endif }"\n', "1:21-1:31 this endif closes no if"),
        ('a = "%{ else }"\n', "1:6-1:15 this else belongs to no if"),
        ('a = "%{ if b }%{ else }%{ else }%{ endif }"\n', "1:24-1:33 this if has an else already"),
        ("a = <<EOT\nb\n", "1:5-1:10 this heredoc is never closed: no line consists of EOT"),
        ("a = <<EOT\nb\nEOT", "3:4-3:4 the closing marker EOT must stand alone on its line, and a new line"),
        ("a = f(<<EOT\nb\nEOT)\n", "3:4-3:5 the closing marker EOT must stand alone on its line, and a new"),
        (
            "a = <<EOT b\nEOT\n",
            "1:5-1:6 a heredoc starts with '<<' and a name, and its text on the next line",
        ),
        ("a = <<E\nb\rc\nE\n", "2:2-2:3 a carriage return without a line feed does not end a line"),
        ("a = 1 /* b\n", "1:7-1:9 this comment is never closed; '*/' is missing"),
        ("a = " + "[" * 9999, None),
    ],
)
def test_a_mistake_is_one_problem_at_its_place(text: str, problem: str | None) -> None:
    (found,) = problems_of(text)
    if problem is None:
        assert found.endswith("nested too deeply")
    else:
        assert found.startswith(problem)


def test_what_is_sound_around_mistakes_is_kept() -> None:
    text = """
resource "aws_ecs_task_definition" "app" {
  family =
  cpu    = 256
  container_definitions = jsonencode([
    { name = "web" image = "nginx" },
  ])
  memory = 512
  tags = {
    a = "b
  }
  volume {
    name = 'data'
    host_path = "/data"
  }
  requires_compatibilities = [
    "FARGATE"
  network_mode = "awsvpc"
}

resource "aws_ecs_service" "app" {
  cluster = "${aws_ecs_cluster.main.id"
  name    = <<EOT
web
EOT;
  launch_type = "FARGATE"
}
"""
    file = parse(Source("main.tf", text))
    assert shown_body(file.body) == [
        [
            'resource "aws_ecs_task_definition" "app"',
            "cpu = 256",
            "memory = 512",
            'network_mode = "awsvpc"',
            ["volume", 'host_path = "/data"'],
        ],
        ['resource "aws_ecs_service" "app"', 'launch_type = "FARGATE"'],
    ]
    assert [problem.split(" ")[0] for problem in problems_of(text)] == [
        "3:11-3:11",
        "6:20-6:25",
        "10:9-10:11",
        "13:12-13:13",
        "18:3-18:15",
        "22:39-22:40",
        "25:4-25:5",
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a = [\n  1,\nb = 2\n", ["b = 2"]),
        ("a = {\n  x = = 1\n}\nb = 2\n", ["b = 2"]),
        ("x {\n  a = (1\n}\nb = 2\n", ["b = 2", ["x"]]),
        ("x {\n  a = 1 2 }\nb = 2\n", ["b = 2", ["x"]]),
        ("x {\n  a = }\nb = 2\n", ["b = 2", ["x"]]),
        ('a = "x\ny"\nb = 2\n', ["b = 2"]),
        ("a = f(/* never\nb = 2\n", ["b = 2"]),
        ("a = <<E\nno end\nb = 2\n", ["b = 2"]),
        ('a = ["${x}", "${y" 1]\nb = 2\n', ["b = 2"]),
        ("a = @ # one\n# two\nb = 2\n", ["b = 2"]),
        ("a = = <<E\nb = 1\nE\nb = 2\n", ["b = 2"]),
        ("a = 1 1\n/* c */\n\nb {\n}\n", [["b"]]),
        ("a = (1])\nb = 2\n", ["b = 2"]),
        ("a = " + "(" * 9999 + "\nb = 2\n", ["b = 2"]),
        ("a = 1\na = 2\nb = 2\n", ["a = 1", "b = 2"]),
    ],
)
def test_statements_after_a_mistake_are_read(text: str, kept: list[str | list[object]]) -> None:
    file = parse(Source("main.tf", text))
    assert len(file.problems) == 1
    assert shown_body(file.body) == kept


def test_comments_beside_mistakes_are_kept_once() -> None:
    text = "a = [ # one\n  1 /* two */ 2 // three\n]\nb = 1 1 # four\n# five\nc = 2\n"
    comments = [text[start:end] for start, end in parse(Source("main.tf", text)).comments]
    assert comments == ["# one", "/* two */", "// three", "# four", "# five"]


def test_a_file_full_of_errors_is_given_up() -> None:
    problems = problems_of("a = = 1\n" * 100)
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1] == "101:1-101:1 too many errors; the rest of the file is not read"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a = 1\n/*" + "x = 1\n" * 170_000, id="comment"),
        pytest.param("/* " * 330_000, id="comments"),
        pytest.param('a = "' + "x" * 1_000_000, id="string"),
        pytest.param('a = "\n' * 160_000, id="strings"),
        pytest.param('a = "' + "${" * 500_000, id="interpolations"),
        pytest.param("a = <<EOT\n" + "a line of ${text}\n" * 55_000, id="heredoc"),
        pytest.param("a = <<EOT\n" * 100_000, id="heredocs"),
        pytest.param("a = [ 1\n" * 125_000, id="brackets"),
        pytest.param("a = " + "(" * 500_000 + "]" * 500_000, id="unmatched brackets"),
        pytest.param("b {\n" * 250_000, id="blocks"),
        pytest.param('a = "' + "$" * 1_000_000 + '"', id="dollar signs"),
        pytest.param("a = 1" + "." * 1_000_000, id="dots"),
        pytest.param("\n\r\n \t" * 200_000 + "@", id="blank lines"),
    ],
)
def test_a_megabyte_of_anything_comes_to_an_end(text: str) -> None:
    """A parser that were quadratic in any of these would take hours."""
    problems = parse(Source("main.tf", text)).problems
    assert len(problems) <= MAX_PROBLEMS + 1
