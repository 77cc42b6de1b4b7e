"""What is said of an expression with unknown inputs holds for every value that the inputs can have."""

from __future__ import annotations

import re
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from ecslint.condition import Atom, Condition, holds
from ecslint.hcl.conversion import make_input
from ecslint.hcl.equality import configured
from ecslint.hcl.evaluator import evaluate
from ecslint.hcl.parser import parse
from ecslint.hcl.scalars import scalar_text, text_of
from ecslint.hcl.scope import Budget, Scope
from ecslint.hcl.types import BOOL, NUMBER, STRING, Type
from ecslint.source import Source, Span, Unreadable
from ecslint.value import (
    Absent,
    Alternatives,
    Document,
    Failure,
    Known,
    Mapping,
    Sequence,
    Text,
    Unknown,
    Value,
)

INPUTS: dict[str, tuple[Type, list[str]]] = {
    "flag": (BOOL, ["true", "false"]),
    "other": (BOOL, ["true", "false"]),
    "text": (STRING, ['""', '"a"', '"b"']),
    "number": (NUMBER, ["0", "1", "80"]),
    "list": (Type("list", STRING), ["tolist([])", 'tolist(["a"])', 'tolist(["a", "b"])']),
    "map": (Type("map", STRING), ["tomap({})", 'tomap({ a = "x" })', 'tomap({ b = "y" })']),
}


class Surroundings:
    """Inputs that are unknown, or what `given` says they are."""

    def __init__(self, given: dict[str, str]) -> None:
        self.budget = Budget(20_000)
        self.address = ""
        self.given = given

    def root(self, name: str, span: Span) -> Value | None:
        if name in self.given:
            return value_of(self.given[name], {})
        if name in INPUTS:
            return make_input(f"{name} has no default", span, (), name, INPUTS[name][0], sure=True)
        return None

    def read(self, path: str) -> Source:
        raise Unreadable("there are no files", Span(Source(path, ""), 0, 0))

    def has_file(self, path: str) -> bool:
        return False

    def names(self, directory: str) -> list[str] | None:
        return None

    def requires(self, provider: str) -> bool:
        return False


class Undecidable(Exception):
    """The concrete evaluation does not say whether a condition holds."""


def value_of(expression: str, given: dict[str, str]) -> Value:
    source = Source("main.tf", f"x = {expression}\n")
    file = parse(source)
    if file.problems:
        raise Undecidable
    return evaluate(file.body.attributes["x"].expression, Scope(source, Surroundings(given)))


def decided(condition: Condition, given: dict[str, str]) -> bool:
    def decide(atom: Atom) -> bool:
        value = configured(value_of(atom.input, given))
        text = text_of(value)
        plain = value.value if isinstance(value, Known) else text
        if (
            isinstance(value, Failure | Unknown | Alternatives)
            or plain is None
            and not isinstance(value, Known)
        ):
            raise Undecidable
        if atom.constant is True:
            return plain is True or plain == "true"
        return plain == atom.constant and isinstance(plain, bool) == isinstance(atom.constant, bool)

    return holds(condition, decide)


def settled(value: Value, given: dict[str, str]) -> Value:
    value = configured(value)
    while isinstance(value, Alternatives):
        value = configured(value.then if decided(value.condition, given) else value.otherwise)
    return value


def agrees(said: Value, real: Value, given: dict[str, str]) -> bool:
    """Whether a value with unknown parts is true of the real one; where Terraform refuses, anything is."""

    def settle(part: Value) -> Value:
        return settled(part, given)

    said, real = settle(said), configured(real)
    if isinstance(said, Unknown) or isinstance(real, Failure):
        return True
    if isinstance(real, Unknown | Alternatives):
        raise Undecidable
    match said, real:
        case Known(value=one), Known(value=other):
            # Terraform may convert a branch to the type of one that is not known here.
            return scalar_text(one) == scalar_text(other)
        case Known(value=str() as text), _:
            return text_of(real) == text
        case Text(), _:
            whole = text_of(real)
            if whole is None and isinstance(real, Text):
                raise Undecidable
            parts = [text_of(settle(part)) for part in said.parts]
            pattern = "".join(".*" if part is None else re.escape(part) for part in parts)
            return whole is not None and re.fullmatch(pattern, whole, re.DOTALL) is not None
        case Document(), Document():
            return agrees(said.content, real.content, given)
        case Sequence(), Sequence():
            items = [
                item for item in (settled(item, given) for item in said.items) if not isinstance(item, Absent)
            ]
            if said.kind == "set":
                return True
            if said.open is not None:
                return all(any(agrees(item, other, given) for other in real.items) for item in items)
            return len(items) == len(real.items) and all(
                agrees(item, other, given) for item, other in zip(items, real.items, strict=True)
            )
        case Mapping(), Mapping():
            members = {key: settle(item) for key, item in said.items.items()}
            members = {key: item for key, item in members.items() if not isinstance(item, Absent)}
            same = said.open is not None or set(members) == set(real.items)
            return same and all(
                key in real.items and agrees(item, real.items[key], given) for key, item in members.items()
            )
    return False


_atoms = st.sampled_from(
    [*INPUTS, "1", "2", '"a"', '""', "null", "true", "[]", "{}", "[1, text]", "{ a = text }", '"x${text}"']
)
_functions = """
    length keys values flatten compact distinct concat merge join lookup coalesce coalescelist format one
    element contains tostring tolist alltrue upper trimspace startswith zipmap slice setproduct
""".split()


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["+", "==", "!=", "&&", "||", "<"])
    calls = st.tuples(st.sampled_from(_functions), st.lists(inner, min_size=1, max_size=3))
    return st.one_of(
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} ? {parts[1]} : {parts[2]})"),
        st.tuples(inner, operators, inner).map(lambda parts: f"({' '.join(parts)})"),
        calls.map(lambda parts: f"{parts[0]}({', '.join(parts[1])})"),
        inner.map(lambda part: f"({part})[0]"),
        inner.map(lambda part: f"({part})[text]"),
        inner.map(lambda part: f"({part}).a"),
        inner.map(lambda part: f"({part})[*].a"),
        st.tuples(inner, inner).map(lambda parts: f"[for k, v in {parts[0]} : v if v != {parts[1]}]"),
        inner.map(lambda part: f'{{ for k, v in {part} : "${{k}}" => v if flag }}'),
        inner.map(lambda part: f'"-${{{part}}}-"'),
        inner.map(lambda part: f'"%{{ if {part} }}a%{{ else }}${{text}}%{{ endif }}"'),
        inner.map(lambda part: f"jsondecode(jsonencode({part}))"),
        st.tuples(inner, inner).map(lambda parts: f"{{ a = {parts[0]}, b = {parts[1]} }}"),
    )


@settings(max_examples=400, deadline=None)
@given(
    st.recursive(_atoms, _larger, max_leaves=8),
    st.fixed_dictionaries({name: st.sampled_from(values) for name, (_, values) in INPUTS.items()}),
)
def test_what_is_said_of_unknown_inputs_holds_for_all_their_values(
    expression: str, given: dict[str, str]
) -> None:
    said = value_of(expression, {})
    with suppress(Undecidable):
        assert agrees(said, value_of(expression, given), given)
