"""Templates: strings, heredocs and whole files with sequences in them, each part at its place."""

from __future__ import annotations

import pytest
from hcl_trees import shown_parts, tree_of

from ecslint.hcl import syntax
from ecslint.hcl.parser import parse, parse_template
from ecslint.source import Source


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (r'"a\n\r\t\"\\b"', r'"a\n\r\t\"\\b"'),
        (r'"\u00e9\U0001F600"', '"é😀"'),
        ('"$5 100% $$ %% $"', '"$5 100% $$ %% $"'),
        ('"$${x} %%{y} $$${z}"', '"${x} %{y} $${z}"'),
        ('"${x}"', "`${x}`"),
        ('"a-${x}-b"', "`a-|${x}|-b`"),
        ('"$${a}${b}$"', "`${|a}|${b}|$`"),
        ('"${f("}", "{")}"', '`${f("}", "{")}`'),
        ('"x${a ? "y${b}" : "z"}"', '`x|${(a ? `y|${b}` : "z")}`'),
        ('"${{ a = 1 }}"', '`${{"a" = 1}}`'),
        ('"${\n  x # why\n}"', "`${x}`"),
        ('"a ${~ x ~} b"', "`a|${x}|b`"),
        ('"a\\n ${~ x ~} \\n b"', "`a|${x}|b`"),
        ('"  ${~ x ~}  ${ y }"', "`|${x}||${y}`"),
        ('"%{ if a }b%{ endif }"', "`%if a<b>`"),
        ('"%{ if a ~} b %{~ else ~} c %{~ endif ~} d"', "`%if a<b> else<c>|d`"),
        ('"%{ for x in l }${x},%{ endfor }"', "`%for x in l<${x}|,>`"),
        ('"%{for k,v in m}%{if v}${k}%{endif}%{endfor}!"', "`%for k, v in m<%if v<${k}>>|!`"),
    ],
)
def test_a_quoted_template_is_read(text: str, tree: str) -> None:
    assert tree_of(f"a = {text}\n") == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("<<E\nE\n", "<<``"),
        ("<<E\none\n  two\n\nE\n", "<<`one\\n|  two\\n|\\n`"),
        ("<<E\n  E \t\n", "<<``"),
        ("<<MY-MARK\nE\nMY-MARK\n", "<<`E\\n`"),
        ('<<E\n\\n " $ 5% $\n%\nE\n', '<<`\\\\n \\" $ 5% $\\n|%\\n`'),
        ("<<E\n$${x} %%{y}\nE\n", "<<`${|x} |%{|y}\\n`"),
        ("<<E\n${x}\n a ${y} b\nE\n", "<<`${x}|\\n| a |${y}| b\\n`"),
        ("<<E\n a ${~ x ~} \n b\nE\n", "<<` a|${x}|| b\\n`"),
        ("<<E\n%{ if a ~}\nb\n%{ else ~}\nc\n%{ endif ~}\nE\n", "<<`%if a<|b\\n> else<|c\\n>|`"),
        ("<<E\n${<<E\nx\nE\n}\nE\n", "<<`${<<`x\\n`}|\\n`"),
        ("<<E\n${x}E\nEE\nE\n", "<<`${x}|E\\n|EE\\n`"),
        ("<<-E\n    a\n      b\n\n   \n    c\n  E\n", "<<-`a\\n|  b\\n|\\n|   \\n|c\\n`"),
        ("<<-E\n  a\n ${x}\nE\n", "<<-` a\\n||${x}|\\n`"),
        ("<<-E\n  a\n${x}\nE\n", "<<-`  a\\n|${x}|\\n`"),
        ("<<-E\n\ta ${x}  b\n  c\nE\n", "<<-`a |${x}|  b\\n| c\\n`"),
        ("<<-E\n  a ${~ x ~}\n  b\n  c\nE\n", "<<-`a|${x}||  b\\n|c\\n`"),
        ("[<<E\nx\nE\n, 1]\n", "[<<`x\\n`, 1]"),
    ],
)
def test_a_heredoc_is_read_line_by_line(text: str, tree: str) -> None:
    assert tree_of(f"a = {text}") == tree


def test_the_lines_of_a_heredoc_keep_their_exact_places() -> None:
    text = """a = jsonencode(<<-EOT
    [{
      "name": "web",  $${no}
      "image": "${var.image}:1", ${~ x ~}   "cpu": 100%
    }]
  EOT
)
"""
    call = parse(Source("main.tf", text)).body.attributes["a"].expression
    assert isinstance(call, syntax.Call)
    (template,) = call.arguments
    assert isinstance(template, syntax.Template)
    assert (text[template.start : template.end]).splitlines()[::5] == ["<<-EOT", "  EOT"]
    places = [
        (part.value, text[part.start : part.end])
        for part in template.parts
        if isinstance(part, syntax.Literal)
    ]
    assert [value for value, place in places if value != place] == ["${"]
    assert [place for _, place in places] == [
        "[{\n",
        '  "name": "web",  ',
        "$${",
        "no}\n",
        '  "image": "',
        ':1",',
        '"cpu": 100%\n',
        "}]\n",
    ]
    assert [
        text[part.start : part.end] for part in template.parts if isinstance(part, syntax.Interpolation)
    ] == [
        "${var.image}",
        "${~ x ~}",
    ]


def test_a_directive_spans_from_its_beginning_to_its_end() -> None:
    text = 'a = "x%{ if b }%{ for c in d }${c}%{ endfor }%{ else }e%{ endif }y"\n'
    template = parse(Source("main.tf", text)).body.attributes["a"].expression
    assert isinstance(template, syntax.Template)
    _, directive, _ = template.parts
    assert isinstance(directive, syntax.IfDirective)
    (loop,) = directive.then
    assert text[directive.start : directive.end] == text[text.index("%{ if") : text.index("y")]
    assert text[loop.start : loop.end] == "%{ for c in d }${c}%{ endfor }"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ""),
        ("${x}", "${x}"),
        ('{\n  "a": "\\n${b}"\n}', '{\\n|  \\"a\\": \\"\\\\n|${b}|\\"\\n|}'),
        ("%{ for x in l ~}\n- ${x}\n%{ endfor ~}\nend $", "%for x in l<|- |${x}|\\n>||end $"),
        ("a\rb\r\n", "a|\\r|b\\r\\n"),
        ("\ufeffa", "a"),
    ],
)
def test_a_file_is_read_as_a_template(text: str, parts: str) -> None:
    template, problems = parse_template(Source("web.json.tftpl", text))
    assert problems == []
    assert shown_parts(template.parts) == parts


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("ok\n ${ }", (2, 5), "expected a value, found '}'"),
        (
            "${a b}",
            (1, 5),
            "expected '}' to close the '${', found 'b'; for a literal '${' write '$${'",
        ),
        ("%{ if a }", (1, 1), "this if is never closed; '%{ endif }' is missing"),
        ("x %{ endif }", (1, 3), "this endif closes no if"),
        ("${" + "(" * 10_000, None, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_template_has_one_problem(
    text: str, position: tuple[int, int] | None, message: str
) -> None:
    source = Source("web.json.tftpl", text)
    template, (problem,) = parse_template(source)
    assert (template.parts, problem.message) == ([], message)
    if position is not None:
        assert source.position(problem.start) == position
