"""JSON text: values and their places, holes, and what is refused."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_values import MORE, plain, spans, written

from ecslint.condition import BOOLEAN, Atom
from ecslint.json_text import JsonError, load_json, parse_json
from ecslint.source import Source, Span
from ecslint.value import (
    Alternatives,
    Document,
    Known,
    Mapping,
    Reference,
    Sequence,
    Step,
    Text,
    Unknown,
    Value,
)

ELSEWHERE = Source("variables.tf", 'default = "nginx"')
PLACE = Span(ELSEWHERE, 11, 16)


def parsed(text: str, **holes: Value) -> Value:
    """Parse text in which `${name}` is a hole; names that are not given are unknown."""
    source = Source("task.json", text)
    parts: list[Value] = []
    at = 0
    for found in re.finditer(r"\$\{(\w+)\}", text):
        parts.append(Known(text[at : found.start()], Span(source, at, found.start())))
        unknown = Unknown(f"{found[1]} is not known", Span(source, *found.span()), identity=found[1])
        parts.append(holes.get(found[1], unknown))
        at = found.end()
    parts.append(Known(text[at:], Span(source, at, len(text))))
    return parse_json(parts, Span(source, 0, len(text)))


def known(value: str | int | bool | None) -> Known:
    return Known(value, PLACE)


def test_a_file_gives_values_of_every_kind_at_their_places() -> None:
    text = (
        '{"a": [1, -2.50, 1e2, true, false, null], '
        '"b\\n": {"c": "x\\u00e9\\ud83d\\ude00\\/"}, "d": {}, "e": []}'
    )
    value = load_json(Source("task.json", text))
    assert plain(value) == {
        "a": [1, Decimal("-2.50"), Decimal("1e2"), True, False, None],
        "b\n": {"c": "xé😀/"},
        "d": {},
        "e": [],
    }
    assert spans(value) == {
        '"a"': ["1", "-2.50", "1e2", "true", "false", "null"],
        '"b\\n"': {'"c"': '"x\\u00e9\\ud83d\\ude00\\/"'},
        '"d"': {},
        '"e"': [],
    }
    assert isinstance(value, Mapping)
    assert [written(item.span) for item in value.items.values()][1:] == [
        '{"c": "x\\u00e9\\ud83d\\ude00\\/"}',
        "{}",
        "[]",
    ]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(_JSON, st.sampled_from([None, 1]), st.booleans())
def test_what_json_writes_is_read_back(document: object, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    if re.search("\\\\ud[89a-f]|[\ud800-\udfff]", text):
        return
    assert plain(load_json(Source("task.json", text))) == document


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("", "the JSON text is empty", ""),
        ('{"a": 1} x', "there is text after the end of the JSON value", "x"),
        ("[1, ]", "a value is expected before this ']'", "]"),
        ("[1 2]", "a comma or ] is expected here", "2"),
        ('{"a": 1, }', "a key in double quotes is expected here", "}"),
        ("{a: 1}", "a key in double quotes is expected here", "a"),
        ('{"a" 1}', "a colon is expected here", "1"),
        ('{"a": }', "a value is expected before this '}'", "}"),
        ('{"a": 1', "a comma or } is expected here", ""),
        ("[", "a value is expected here", ""),
        ("[01]", "'01' is no JSON value; a text needs double quotes", "01"),
        ("[yes]", "'yes' is no JSON value; a text needs double quotes", "yes"),
        ('["a\n"]', "the closing double quote is missing", '"a'),
        ('["a\tb"]', "a control character needs an escape", "\t"),
        ('["\\x"]', "\\x is no escape that JSON knows", "\\x"),
        ("[1e999]", "the number is out of range", "1e999"),
        ('{"a": 1, "a": 2}', "the key 'a' is given twice, and the last one counts", '"a"'),
        ("[" * 201, "values are nested more than 200 deep", "["),
    ],
)
def test_a_fault_is_refused_at_its_place(text: str, message: str, place: str) -> None:
    with pytest.raises(JsonError) as refused:
        load_json(Source("task.json", text))
    assert (refused.value.message, written(refused.value.span)) == (message, place)


def test_duplicate_keys_can_be_gathered_and_the_last_counts() -> None:
    duplicates: list[JsonError] = []
    value = load_json(Source("task.json", '{"a": 1,\n "a": 2}'), duplicates)
    assert plain(value) == {"a": 2}
    assert [(error.message, error.span.bounds()) for error in duplicates] == [
        ("the key 'a' is given twice, and the last one counts", (2, 2, 2, 5))
    ]


def test_a_hole_in_a_string_is_a_part_of_it() -> None:
    value = parsed('{"image": "repo/${name}:latest"}')
    assert plain(value) == {"image": ("repo/", "<name is not known>", ":latest")}
    assert spans(value) == {'"image"': ("repo/", "${name}", ":latest")}


def test_a_hole_in_the_place_of_a_value_is_that_value() -> None:
    document = Document(Sequence((known(1),), PLACE), PLACE)
    reference = Reference("aws_lb.app", "arn", PLACE)
    value = parsed('{"a": ${x}, "b": ${doc}, "c": ${lb}, "d": [${doc}]}', doc=document, lb=reference)
    assert plain(value) == {"a": "<x is not known>", "b": [1], "c": "<-> aws_lb.app.arn>", "d": [[1]]}


def test_what_is_written_around_a_hole_makes_it_another_value() -> None:
    value = parsed('{"port": ${x}0, "count": -${x}}')
    assert plain(value) == {"port": "<x is not known>", "count": "<x is not known>"}
    assert isinstance(value, Mapping)
    assert [getattr(item, "identity", None) for item in value.items.values()] == ["", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"a": 1} ${more}]', [{"a": 1}, MORE]),
        ('[{"a": 1}, ${more}]', [{"a": 1}, MORE]),
        ('[${more} {"a": 1}, 2]', [{"a": 1}, 2, MORE]),
        ("[${more}]", [MORE]),
        ("[${more} ${more}, ${more}]", [MORE]),
        ("{${more} ${more}, ${more}}", {MORE: 1}),
        ("{${more}}", {MORE: 1}),
        ('{"a": 1 ${more}}', {"a": 1, MORE: 1}),
        ('{"a": 1, ${more} "b": 2}', {"a": 1, "b": 2, MORE: 1}),
        ('{"${key}": 1}', {MORE: 1}),
        ("[1]${tail}", [1]),
    ],
)
def test_a_hole_that_may_bring_several_items_leaves_the_collection_open(text: str, expected: object) -> None:
    assert plain(parsed(text)) == expected


@pytest.mark.parametrize("text", ["${x}[1]", "${x}${y}", '{"a" ${x} 1}', "[${x},]", '{"a": 1 ${x} }}'])
def test_a_text_whose_structure_depends_on_a_hole_is_not_refused(text: str) -> None:
    assert plain(parsed(text)) == "<x is not known>"


def test_a_number_in_a_list_is_one_item() -> None:
    port = Unknown("the port is not known", PLACE, type="number")
    assert plain(parsed("[80, ${port}]", port=port)) == [80, "<the port is not known>"]


def test_text_that_depends_on_a_condition_gives_one_document_for_each_branch() -> None:
    debug = Alternatives(Atom("var.debug", True, BOOLEAN), known(', {"name": "debug"}'), known(""), PLACE)
    assert plain(parsed('[{"name": "app"} ${debug}]', debug=debug)) == {
        "<if>": "var.debug",
        "<then>": [{"name": "app"}, {"name": "debug"}],
        "<else>": [{"name": "app"}],
    }


def test_alternatives_in_the_place_of_a_value_are_read_as_json() -> None:
    port = Alternatives(Atom("var.tls", True, BOOLEAN), known("443"), known("80"), PLACE)
    mode = Unknown("var.size", PLACE, identity="var.size", domain=("1", "2"))
    assert plain(parsed('{"port": ${port}, "size": ${mode}}', port=port, mode=mode)) == {
        "port": {"<if>": "var.tls", "<then>": 443, "<else>": 80},
        "size": {"<if>": "var.size == '1'", "<then>": 1, "<else>": 2},
    }


def test_known_text_is_read_where_it_was_written() -> None:
    image = Known("nginx", PLACE, (Step(PLACE, "default of var.image"),))
    value = parsed('{"image": "${image}", "name": "a-${image}"}', image=image)
    assert plain(value) == {"image": "nginx", "name": "a-nginx"}
    assert spans(value) == {'"image"': "nginx", '"name"': '"a-${image}"'}
    assert isinstance(value, Mapping)
    assert [(written(step.span), step.note) for step in value.items["image"].via] == [
        ('"${image}"', "in this JSON text"),
        ("nginx", "default of var.image"),
    ]


def test_places_are_those_of_the_lines_from_which_the_text_was_taken() -> None:
    source = Source("main.tf", "x = <<-EOF\n    [\n      80\n    ]\n  EOF\n")
    lines = [(15, 17, "[\n"), (21, 26, "  80\n"), (30, 32, "]\n")]
    parts = [Known(text, Span(source, start, end)) for start, end, text in lines]
    value = parse_json(parts, Span(source, 0, len(source.text)))
    assert isinstance(value, Sequence)
    assert (written(value.items[0].span), value.items[0].span.line) == ("80", 3)
    assert value.span.bounds() == (2, 5, 4, 6)


def test_a_fault_is_placed_where_the_text_was_written() -> None:
    with pytest.raises(JsonError) as refused:
        parsed('{"image": "${image}",\n "port": 8O}')
    assert (refused.value.message, refused.value.span.bounds()) == (
        "'8O' is no JSON value; a text needs double quotes",
        (2, 10, 2, 12),
    )


def test_nested_text_parts_are_taken_as_one_text() -> None:
    inner = Text((known('"a'), Unknown("x is not known", PLACE), known('b"')), PLACE)
    assert plain(parsed("[${inner}]", inner=inner)) == [("a", "<x is not known>", "b")]


def test_long_texts_that_never_end_are_refused_at_once() -> None:
    for text in ('["' + "a" * 200_000, '["' + "\\n" * 100_000, "[" + "1" * 200_000, "[" + "a" * 200_000):
        with pytest.raises(JsonError):
            load_json(Source("task.json", text))
