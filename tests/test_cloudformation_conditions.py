"""Conditions of templates: when what they choose holds, as trees over parameters."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_values import plain, shown, written

from ecslint.condition import BOOLEAN, Atom, Condition, atoms, holds
from ecslint.parsers import cloudformation
from ecslint.resource import Stack
from ecslint.source import Workspace

HEAD = """\
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [prod, dev]}
  Other: {Type: String, AllowedValues: [dev, test]}
  Third: {Type: String, AllowedValues: [x, y]}
  Vpc: {Type: String, Default: ''}
  Count: {Type: Number, Default: 0}
  Flag: {Type: String, Default: 'true'}
  Names: {Type: CommaDelimitedList, Default: ''}
  Listed: {Type: CommaDelimitedList}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Key: {Type: 'AWS::EC2::KeyPair::KeyName'}
  Named: {Type: String, AllowedPattern: '[a-z]+'}
  Long: {Type: String, MinLength: 3}
Mappings:
  Kinds:
    prod: {Big: true}
    dev: {Big: false}
Conditions:
  Base: !Equals [!Ref Vpc, '']
"""
RESOURCES = """
Resources:
  X: {Type: AWS::ECS::Cluster, Condition: C}
  Y: {Type: AWS::ECS::Cluster, Condition: D}
"""


class Conditions:
    """Conditions in a template: what they are, and the stack that they are part of."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def of(self, first: str, second: str) -> Stack:
        path = self.directory / "template.yml"
        path.write_text(f"{HEAD}  C: {first}\n  D: {second}\n{RESOURCES}", encoding="utf-8")
        stack = cloudformation.load(Workspace(str(self.directory)), str(path))
        assert stack is not None
        return stack

    def __call__(self, first: str, second: str = "!Equals [a, a]") -> list[Condition]:
        stack = self.of(first, second)
        assert stack.problems == []
        return [resource.exists for resource in stack.resources]


@pytest.fixture
def conditions(tmp_path: Path) -> Conditions:
    return Conditions(tmp_path)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("!Equals [a, a]", "true"),
        ("!Equals [true, 'true']", "true"),
        ("!Equals [1, '2']", "false"),
        ("!Equals [!Ref Stage, prod]", "Stage == 'prod'"),
        ("!Equals [prod, !Ref Stage]", "Stage == 'prod'"),
        ("!Equals [!Ref Stage, never]", "false"),
        ("!Equals [!Ref Stage, !Ref Stage]", "true"),
        ("!Equals [!Ref Stage, !Ref Other]", "(Stage == 'dev' && Other == 'dev')"),
        ("!Equals [!Ref Stage, !Ref Third]", "false"),
        ("!Equals [!Ref Count, '3']", "Count == 3"),
        ("!Equals [!Ref Flag, true]", "Flag == 'true'"),
        ("{Fn::Not: [{Fn::Equals: [{Ref: Vpc}, '']}]}", "!(Vpc == '')"),
        ("!Not [!Not [!Condition Base]]", "Vpc == ''"),
        ("!And [!Condition Base, {Condition: Base}]", "Vpc == ''"),
        ("!And [!Condition Base, !Not [!Condition Base]]", "false"),
        ("!And [!Condition Base, !Equals [!Ref Stage, dev]]", "(Vpc == '' && Stage == 'dev')"),
        ("!Or [!Condition Base, !Equals [1, 1]]", "true"),
        (
            "!Or [!Condition Base, !Equals [!Ref Stage, dev]]",
            "(Vpc == '' || Stage == 'dev')",
        ),
        ("!Equals [!FindInMap [Kinds, !Ref Stage, Big], true]", "!(Stage == 'dev')"),
        ("!Equals [!Join ['', [!Ref Vpc, !Ref AWS::Region]], '']", "(Vpc == '' && AWS::Region == '')"),
        ("!Equals [!Sub 'a${Vpc}', '']", "false"),
        ("!Equals [!Sub '${Vpc}-${Stage}', a]", "false"),
        ("!Equals [!Sub '${Vpc}-${Stage}', a-dev]", "(Vpc == 'a' && Stage == 'dev')"),
        ("!Equals [a-prod, !Sub '${Vpc}-${Other}']", "false"),
        ("!Equals [!Join ['-', [!Ref Vpc, b]], b-b]", "Vpc == 'b'"),
        ("!Equals [!Join ['', !Ref Listed], '']", "Listed == ''"),
        ("!Equals [!Join [',', !Ref Subnets], '']", "false"),
        ("!Equals [!Ref Key, '']", "false"),
        ("!Equals [!Ref Named, '']", "false"),
        ("!Equals [!Ref Long, '']", "false"),
        ("!Equals [!Ref Count, '']", "false"),
        ("!Equals [!Select [0, !Ref Names], a]", "C"),
        ("!Condition D", "true"),
        ("!Unheard [1]", "C"),
        ("text", "C"),
    ],
)
def test_a_condition_is_a_tree_over_inputs(conditions: Conditions, condition: str, expected: str) -> None:
    assert shown(conditions(condition)[0]) == expected


def test_an_atom_knows_all_values_of_its_input(conditions: Conditions) -> None:
    stage, count = conditions("!Equals [!Ref Stage, prod]", "!Equals [!Ref Count, 0]")
    assert list(atoms(stage)) == [Atom("Stage", "prod", ("dev", "prod"))]
    assert list(atoms(count)) == [Atom("Count", 0)]


def test_comparisons_that_are_written_alike_are_one_input(conditions: Conditions) -> None:
    text = "!Equals [!Select [0, !Ref Listed], a]"
    assert conditions(text, f"!Not [{text}]") == [
        Atom("C", True, BOOLEAN),
        conditions(f"!Not [{text}]")[0],
    ]
    both = "!Equals [!Select [1, !Ref Listed], a]"
    assert shown(conditions(f"!And [{text}, {both}]")[0]) == "(C && C (2))"


def test_conditions_that_go_round_in_a_circle_end(conditions: Conditions) -> None:
    stack = conditions.of("!Not [!Condition D]", "!Not [!Condition C]")
    assert [shown(resource.exists) for resource in stack.resources] == ["D", "!(D)"]
    assert [(each.code, each.message, written(each.span)) for each in stack.problems] == [
        ("ECS005", "the condition C depends on itself", "!Condition C")
    ]


def test_a_parameter_in_a_condition_is_one_input_in_values_as_well(tmp_path: Path) -> None:
    (tmp_path / "template.yml").write_text(
        HEAD + "\nResources:\n  X: {Type: AWS::ECS::Cluster, Properties: {A: !If [Base, 1, !Ref Vpc]}}\n",
        encoding="utf-8",
    )
    stack = cloudformation.load(Workspace(str(tmp_path)), str(tmp_path / "template.yml"))
    assert stack is not None
    assert plain(stack.resources[0].body) == {
        "A": {"<if>": "Vpc == ''", "<then>": 1, "<else>": "<parameter Vpc takes part in a condition>"}
    }


STAGES, OTHERS = ("dev", "prod"), ("dev", "test")
_operands = st.sampled_from(
    ["dev", "prod", "test", "!Ref Stage", "!Ref Other", "!FindInMap [Kinds, !Ref Stage, Big]", "true"]
)
_trees = st.recursive(
    st.tuples(st.just("Equals"), _operands, _operands),
    lambda inner: st.tuples(st.just("Not"), inner) | st.tuples(st.sampled_from(["And", "Or"]), inner, inner),
    max_leaves=6,
)


def written_out(tree: tuple[object, ...]) -> str:
    operands = [written_out(each) if isinstance(each, tuple) else str(each) for each in tree[1:]]
    return f"!{tree[0]} [{', '.join(operands)}]"


def truth(tree: object, stage: str, other: str) -> object:
    """What CloudFormation makes of a condition, or of an operand, when the parameters are known."""
    match tree:
        case ("Not", operand):
            return not truth(operand, stage, other)
        case ("And", left, right):
            return truth(left, stage, other) and truth(right, stage, other)
        case ("Or", left, right):
            return truth(left, stage, other) or truth(right, stage, other)
        case ("Equals", left, right):
            return truth(left, stage, other) == truth(right, stage, other)
        case "!Ref Stage":
            return stage
        case "!Ref Other":
            return other
        case "!FindInMap [Kinds, !Ref Stage, Big]":
            return "true" if stage == "prod" else "false"
    return tree


@given(_trees)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_tree_holds_where_cloudformation_says_it_does(
    conditions: Conditions, tree: tuple[object, ...]
) -> None:
    condition = conditions(written_out(tree))[0]
    for stage, other in itertools.product(STAGES, OTHERS):
        inputs = {"Stage": stage, "Other": other}
        answer = holds(condition, lambda atom, inputs=inputs: inputs[atom.input] == atom.constant)
        assert answer == truth(tree, stage, other), written_out(tree)
