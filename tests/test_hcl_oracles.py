"""HashiCorp's own parser (pygohcl) and python-hcl2 agree with ecslint's, or the case says why not."""

from __future__ import annotations

import re

import hcl2
import pygohcl
import pytest
from hcl_trees import problems_of
from hypothesis import given, settings
from hypothesis import strategies as st

from ecslint.hcl import syntax
from ecslint.hcl.parser import parse, parse_template
from ecslint.source import Source

SOUND = {
    "nothing": "",
    "attributes": 'a = 1\nb = "text"\nc = true\nd = null\n',
    "numbers": "a = 1.5\nb = 2e3\nc = 007\n",
    "no newline at the end": "a = 1",
    "comments": "# a\n// b\n/* c */\na = 1 # d\n",
    "windows": "a = 1\r\nb {\r\n}\r\n",
    "blocks": 'resource "aws_ecs_cluster" "main" {\n  name = "x"\n\n  setting {\n    a = 1\n  }\n}\n',
    "a block on a line": "a { b = 1 }\nc {}\n",
    "labels": 'a b "c" {\n}\n',
    "operators": "a = !b && c == 1 || d + 2 * -3 >= 4 % 5\n",
    "conditional": 'a = b == "c" ? 1 : 2\n',
    "lines in parentheses": "a = (b\n  ? 1\n  : 2\n)\n",
    "traversals": 'a = b.c["d"][0].e\n',
    "splats": "a = b[*].c[0]\nd = e.*.f\n",
    "legacy index": "a = b.0.c\n",
    "calls": "a = f()\nb = g(1, [2], h(3)...)\n",
    "lines in a call": "a = f(\n  1,\n  2,\n)\n",
    "functions of a provider": 'a = provider::aws::arn_parse("x")\n',
    "tuple": "a = [1, 2,\n  3,\n]\n",
    "object": 'a = {\n  b = 1\n  "c" : 2, (d) = 3\n}\n',
    "for": 'a = [for k, v in m : v if v != ""]\nb = {for k, v in m : k => v...}\n',
    "keywords as names": "for = 1\nin = 2\nnull = 3\n",
    "escapes": 'a = "\\n\\t\\"\\\\ \\u00e9 $${b} %%{c} $ %"\n',
    "interpolation": 'a = "x${b}y${c ? "d" : "e"}"\n',
    "directives": 'a = "%{ if b }x%{ else }y%{ endif }%{ for c in d }${c}%{ endfor }"\n',
    "heredoc": "a = <<EOT\nx ${b}\n  y\nEOT\n",
    "indented heredoc": "a = <<-EOT\n    x\n      y\n  EOT\n",
    "heredoc in a call": "a = f(<<EOT\nx\nEOT\n)\n",
    "marker with a dash": "a = <<END-X\nEND\nEND-X\n",
    "JSON in a heredoc": 'a = <<EOT\n[\n  {"name": "web", "image": "${var.image}:1"}\n]\nEOT\n',
}
SOUND_BUT_REFUSED_BY_PYTHON_HCL2 = {
    "its grammar has ASCII names only": "größe = 1\n",
    "it does not expect a byte order mark": "\ufeffa = 1\n",
    "its closing markers end the line": "a = <<EOT\nx\nEOT  \nb = 1\n",
    "its strings end with the line": 'a = "${\n  b\n}"\n',
    "it expects the parenthesis of a call on the line of its name": "a = b(object\n  (1))\n",
    "it expects a name and its sign side by side": "a /* b */ = 1\n",
}
BROKEN = {
    "no value": "a =\n",
    "unclosed block": "a {\n  b = 1\n",
    "unclosed tuple": "a = [1, 2\n",
    "unclosed call": "a = f(1\n",
    "unclosed object": "a = { b = 1\n",
    "unclosed string": 'a = "b\n',
    "unclosed heredoc": "a = <<EOT\nb\n",
    "unclosed comment": "a = 1 /* b\n",
    "unopened brace": "a = 1\n}\n",
    "single quotes": "a = 'b'\n",
    "semicolon": "a = 1;\n",
    "quoted name": '"a" = 1\n',
    "no comma": "a = [1 2]\n",
    "two commas": "a = [1,,2]\n",
    "no sign in an object": "a = { b 1 }\n",
    "bitwise operator": "a = b & c\n",
    "no else of a conditional": "a = b ? 1\n",
    "no in of a for": "a = [for x l : x]\n",
    "unclosed interpolation": 'a = "${b"\n',
    "two arguments on a block's line": "a { b = 1, c = 2 }\n",
    "a new line before a value": "a = { b =\n  1 }\n",
}
BROKEN_BUT_ACCEPTED_BY_PYTHON_HCL2 = {
    "it does not look for repetitions": "a = 1\na = 2\n",
    "it lets statements share a line": "a = 1 b = 2\n",
    "it lets an operator begin a line": "a = 1\n  + 2\n",
    "it lets a conditional go on": "a = b\n  ? 1\n  : 2\n",
    "it does not look into escapes": 'a = "\\q"\n',
    "it lets strings go on": 'a = "b\nc"\n',
    "it lets an operand begin a line": "a = 1 +\n2\n",
    "it lets a carriage return end a line": "a = 1\rb = 2\n",
}
RENDERED = {
    "text": '"a\\n\\u00e9 $${b} $$$${c} %"',
    "parts": '"x-${b.c}-${d}"',
    "white space before and after": '"a  ${~ b ~}  c"',
    "white space that is escaped": '"a\\n ${~ b ~} \\n c"',
    "white space of directives": '"a %{~ if b ~} c %{~ else ~} d %{~ endif ~} e"',
    "one line of a heredoc": "<<E\n  a ${~ b ~}\n  c\nE\n",
    "loop in a heredoc": "<<E\n%{ for a, b in c ~}\n  x ${b}\n%{ endfor ~}\nE\n",
    "indentation": "<<-E\n    a\n  b\n\n \n   c\n  E\n",
    "indentation of tabs": "<<-E\n\t\ta\n\t b\nE\n",
    "indentation before an interpolation": "<<-E\n    a\n  ${b} c\nE\n",
    "no indentation before an interpolation": "<<-E\n    a\n${b} c\nE\n",
    "indentation after white space is stripped": "<<-E\n   a ${~ b ~}\n     c\n   d\nE\n",
    "line that white space is stripped from": "<<-E\n    a\n      ${~ b }\n    c\nE\n",
    "windows": "<<-E\r\n  a\r\n\r\n   b\r\n  E\r\n",
}
"""Templates whose text pygohcl gives back, names in the place of what they stand for."""

MUTABLE = [*SOUND.values(), *(f"a = {text}\n" for text in RENDERED.values())]
FRAGMENTS = [
    *('"', "${", "%{", "${~", "~}", "{", "}", "[", "]", "(", ")", "\n", "\r\n", "\t", " ", "=", "==", "=>"),
    *("<<E\n", "<<-E\n", "E\n", "<<", "#", "//", "/*", "*/", ".", "...", "*", ".*", "[*]", "0", "1.5", "for"),
    *(
        "in",
        "if",
        "else",
        "endif",
        "endfor",
        "x",
        "é",
        "~",
        "?",
        ":",
        "::",
        ",",
        "&&",
        "||",
        "&",
        "!",
        "<",
        "-",
    ),
    *(
        "%",
        "$",
        "\\",
        "\\u",
        "'",
        "true",
        "null",
        "%{ if x }",
        "%{ endif }",
        "a = ",
        'b "c" {\n',
        "}\n",
        "\u00a0",
    ),
]


@pytest.mark.parametrize("name", SOUND)
def test_all_three_accept_what_is_sound(name: str) -> None:
    text = SOUND[name]
    assert (problems_of(text), go_accepts(text), python_hcl2_accepts(text)) == ([], True, True)


@pytest.mark.parametrize("name", BROKEN)
def test_all_three_refuse_what_is_broken(name: str) -> None:
    text = BROKEN[name]
    assert (ecslint_accepts(text), go_accepts(text), python_hcl2_accepts(text)) == (False, False, False)


@pytest.mark.parametrize("why", SOUND_BUT_REFUSED_BY_PYTHON_HCL2)
def test_python_hcl2_alone_refuses(why: str) -> None:
    text = SOUND_BUT_REFUSED_BY_PYTHON_HCL2[why]
    assert (problems_of(text), go_accepts(text), python_hcl2_accepts(text)) == ([], True, False)


@pytest.mark.parametrize("why", BROKEN_BUT_ACCEPTED_BY_PYTHON_HCL2)
def test_python_hcl2_alone_accepts(why: str) -> None:
    text = BROKEN_BUT_ACCEPTED_BY_PYTHON_HCL2[why]
    assert (ecslint_accepts(text), go_accepts(text), python_hcl2_accepts(text)) == (False, False, True)


@pytest.mark.parametrize("name", RENDERED)
def test_templates_have_the_text_that_go_gives_them(name: str) -> None:
    text = f"a = {RENDERED[name]}\n"
    (attribute,) = parse(Source("main.tf", text)).body.attributes.values()
    assert rendered(attribute.expression) == pygohcl.loads(text)["a"]


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text())
def test_any_text_is_parsed_to_its_end(text: str) -> None:
    for parsed in (parse(Source("main.tf", text)).problems, parse_template(Source("a.tftpl", text))[1]):
        assert all(0 <= problem.start <= problem.end <= len(text) for problem in parsed)
        assert parsed == sorted(parsed, key=lambda problem: problem.start)


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """A sound text of which a few tokens were removed, replaced, or inserted."""
    tokens = re.findall(r"\s+|[\w-]+|[$%]\{|[^\w\s]", draw(st.sampled_from(MUTABLE)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(tokens)))
        new = draw(st.lists(st.sampled_from(FRAGMENTS), max_size=2))
        tokens[at : at + draw(st.integers(0, 2))] = new
    return "".join(tokens)


@settings(derandomize=True, deadline=None, max_examples=2000)
@given(mutations())
def test_mutated_texts_are_accepted_and_refused_as_go_does(text: str) -> None:
    assert ecslint_accepts(text) == go_accepts(text)


def ecslint_accepts(text: str) -> bool:
    return not problems_of(text)


def go_accepts(text: str) -> bool:
    """Whether HashiCorp's parser accepts a text; a fault of pygohcl's conversion is not the parser's."""
    try:
        pygohcl.loads(text)
    except pygohcl.HCLParseError:
        return False
    except pygohcl.HCLInternalError:
        return True
    return True


def python_hcl2_accepts(text: str) -> bool:
    try:
        hcl2.parses_to_tree(text)
    except Exception:  # lark's, and its own
        return False
    return True


def rendered(node: syntax.Node) -> str:
    """A template as pygohcl shows it: an interpolation by the name in it, directives without spaces."""
    match node:
        case syntax.Literal(value=value):
            return str(value)
        case syntax.Variable(name=name):
            return name
        case syntax.GetAttribute(object=inner, name=name):
            return f"{rendered(inner)}.{name}"
        case syntax.Template(parts=parts):
            return "".join(map(rendered, parts))
        case syntax.Interpolation(expression=expression):
            return rendered(expression)
        case syntax.IfDirective(condition=condition, then=then, otherwise=otherwise):
            texts = "".join(map(rendered, then)), "".join(map(rendered, otherwise))
            return f"%{{if {rendered(condition)}}}{texts[0]}%{{else}}{texts[1]}%{{endif}}"
        case syntax.ForDirective(key=key, value=value, collection=collection, body=body):
            text = "".join(map(rendered, body))
            return f"%{{for {key}, {value} in {rendered(collection)}}}{text}%{{endfor}}"
    raise AssertionError(node)
