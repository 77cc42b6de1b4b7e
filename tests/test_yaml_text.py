"""YAML text: values, tags and their places, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pytest
from plain_values import MORE, plain, spans, written

from ecslint.source import Source
from ecslint.value import Mapping, Value
from ecslint.yaml_text import Tagged, YamlError, load_yaml


@pytest.fixture(params=["libyaml", "pure Python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs with the parser written in C, if it is installed, and with the one in Python."""
    if request.param == "pure Python":
        import yaml

        monkeypatch.delattr(yaml, "_yaml", raising=False)


def loaded(text: str) -> Value:
    problems: list[YamlError] = []
    value = load_yaml(Source("template.yml", text), problems)
    assert problems == []
    return value


def faults(text: str) -> tuple[object, list[tuple[str, tuple[int, int, int, int]]]]:
    problems: list[YamlError] = []
    value = load_yaml(Source("template.yml", text), problems)
    return plain(value), [(problem.message, problem.span.bounds()) for problem in problems]


def test_every_key_and_value_is_where_it_was_written() -> None:
    value = loaded("""\
a: one   # a comment
'b': "two"
list:
  - x: 1
    y: [2, {z: 3}]
  # a comment

text: |
  line
  line

last:
""")
    assert plain(value) == {
        "a": "one",
        "b": "two",
        "list": [{"x": 1, "y": [2, {"z": 3}]}],
        "text": "line\nline\n",
        "last": None,
    }
    assert spans(value) == {
        "a": "one",
        "'b'": '"two"',
        "list": [{"x": "1", "y": ["2", {"z": "3"}]}],
        "text": "|\n  line\n  line",
        "last": "",
    }
    assert isinstance(value, Mapping)
    assert [written(value.items[key].span) for key in ("list", "last")] == [
        "- x: 1\n    y: [2, {z: 3}]",
        "",
    ]


def test_only_plain_text_that_all_read_alike_becomes_something_else() -> None:
    big = "123456789012345678901"
    value = loaded(f"""\
- [1, -20, 0, 1.50, true, False, null, ~, ]
- [010, 0x1F, 1_000, 1e3, .5, +1, 22:22, 2012-10-17, yes, on, No, .inf, -0, {big}]
- ["1", 'true', !!str 5, ! 6]
""")
    assert plain(value) == [
        [1, -20, 0, Decimal("1.50"), True, False, None, None],
        [
            "010",
            "0x1F",
            "1_000",
            "1e3",
            ".5",
            "+1",
            "22:22",
            "2012-10-17",
            "yes",
            "on",
            "No",
            ".inf",
            "-0",
            big,
        ],
        ["1", "true", "5", "6"],
    ]


def test_a_tag_of_the_documents_own_is_kept_around_its_value() -> None:
    value = loaded("a: !Ref  Name\nb: !Join\n  - ''\n  - [!Ref X]\n")
    assert isinstance(value, Mapping)
    ref, join = value.items["a"], value.items["b"]
    assert isinstance(ref, Tagged)
    assert isinstance(join, Tagged)
    assert (ref.tag, written(ref.span), plain(ref.content), written(ref.content.span)) == (
        "!Ref",
        "!Ref  Name",
        "Name",
        "Name",
    )
    assert (join.tag, written(join.span), written(join.content.span)) == (
        "!Join",
        "!Join\n  - ''\n  - [!Ref X]",
        "- ''\n  - [!Ref X]",
    )


def test_an_alias_is_the_value_of_its_anchor_and_merge_keys_are_applied() -> None:
    value = loaded("""\
base: &base {cpu: 1, memory: 2}
list: &list [*base]
all: *list
merged:
  cpu: 3
  <<: *base
both:
  <<: [{a: 1}, {a: 2, b: 3}]
""")
    base = {"cpu": 1, "memory": 2}
    assert plain(value) == {
        "base": base,
        "list": [base],
        "all": [base],
        "merged": {"cpu": 3, "memory": 2},
        "both": {"a": 1, "b": 3},
    }


def test_only_the_first_document_of_a_file_is_read() -> None:
    assert plain(loaded("---\na: 1\n---\nb: 2\n")) == {"a": 1}


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n"])
def test_a_file_without_anything_in_it_is_null(text: str) -> None:
    assert plain(loaded(text)) is None


def test_keys_given_twice_are_told_and_the_last_counts() -> None:
    assert faults("a: 1\nb: 2\na: 3\n") == (
        {"a": 3, "b": 2},
        [("the key 'a' is given twice, and the last one counts", (3, 1, 3, 2))],
    )


def test_what_stands_before_a_syntax_error_is_kept_and_open() -> None:
    value, found = faults("a: 1\nb:\n  c: [1, 2]\n  d: 2\n  - e\n")
    assert value == {"a": 1, "b": {"c": [1, 2], "d": 2, MORE: 1}, MORE: 1}
    assert [place for _, place in found] == [(5, 3, 5, 4)]


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("a: *nothing\n", "nothing before this has the anchor &nothing", (1, 4, 1, 12)),
        ("a: &a [*a]\n", "nothing before this has the anchor &a", (1, 8, 1, 10)),
        ("{a: 1}: 2\n", "a key has to be a text, not a list or an object", (1, 1, 1, 2)),
        ("image: {{ image }}\n", "a key has to be a text, not a list or an object", (1, 9, 1, 10)),
        ("a: &x 1\n? *x\n: 2\n", "a key has to be a text, not an alias", (1, 7, 1, 8)),
        ("a:\n\tb: 1\n", "a tab cannot indent YAML", (2, 1, 2, 2)),
        ("[" * 201, "values are nested more than 200 deep", (1, 201, 1, 202)),
    ],
)
def test_a_fault_is_told_at_its_place(text: str, message: str, place: tuple[int, int, int, int]) -> None:
    assert faults(text)[1] == [(message, place)]


def test_aliases_that_multiply_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert [message for message, _ in faults("\n".join(lines))[1]] == [
        "the aliases of this file expand to too many values"
    ]


def test_a_character_that_yaml_does_not_allow_is_told() -> None:
    assert [place for _, place in faults("a: 1\nb: \x07\n")[1]] == [(2, 4, 2, 5)]


def test_yaml_is_imported_only_when_a_file_is_read() -> None:
    import subprocess

    code = "import sys, ecslint.yaml_text, ecslint.parsers.cloudformation; print('yaml' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


PARSER_ALONE = """\
import sys
from ecslint.source import Source
from ecslint.yaml_text import load_yaml

problems = []
for text in ("a: !Ref b", "a: [", "a: \\x01", "`"):
    load_yaml(Source("x.yaml", text), problems)
print([problem.message for problem in problems])
print("yaml.reader" in sys.modules, "yaml.constructor" in sys.modules)

import yaml

print(yaml.safe_load("a: 2001-02-03"), yaml.error.YAMLError is yaml.YAMLError, yaml.CSafeLoader.__name__)
try:
    yaml.load("a: [", Loader=yaml.CSafeLoader)
except yaml.YAMLError as error:
    print(error.problem)
"""


def test_the_parser_alone_is_imported_and_the_package_is_whole_when_it_is_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", PARSER_ALONE], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "['did not find expected node content while parsing a flow node', "
        "'control characters are not allowed', "
        "'found character that cannot start any token while scanning for the next token']",
        "False False",
        "{'a': datetime.date(2001, 2, 3)} True CSafeLoader",
        "did not find expected node content",
    ]


def test_yaml_is_read_without_the_parser_in_c() -> None:
    program = (
        "import sys; sys.modules['yaml._yaml'] = None\n"
        "from ecslint.source import Source; from ecslint.yaml_text import load_yaml\n"
        "problems = []; print(load_yaml(Source('x.yaml', 'a: [1, b]'), problems), problems)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("Mapping({'a': Sequence([Known(1), Known('b')])}) []\n", "")
