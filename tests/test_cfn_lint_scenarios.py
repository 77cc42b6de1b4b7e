"""The scenarios of conditions: ecslint's worlds, cfn-lint's scenarios, and what can really be deployed."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from cfnlint.decode.cfn_json import loads
from cfnlint.template import Template
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecslint.engine.finding import Finding
from ecslint.engine.worlds import explore
from ecslint.parsers import cloudformation
from ecslint.source import Workspace
from ecslint.world import World

VALUES = ("a", "b", "c")
OTHER = "something else"
NAMES = ("C0", "C1", "C2", "C3")
Scenario = tuple[bool, ...]

_parameters = st.fixed_dictionaries(
    {
        name: st.fixed_dictionaries(
            {"Type": st.just("String")},
            optional={
                "AllowedValues": st.lists(st.sampled_from(VALUES), min_size=1, max_size=3, unique=True),
            },
        )
        for name in ("P", "Q")
    }
)
_comparisons = st.builds(
    lambda name, value: {"Fn::Equals": [{"Ref": name}, value]},
    st.sampled_from(("P", "Q")),
    st.sampled_from(VALUES),
)


def _trees(earlier: tuple[str, ...]) -> st.SearchStrategy[object]:
    """Conditions over the parameters, and over those that are declared before."""
    leaves: st.SearchStrategy[object] = _comparisons
    if earlier:
        leaves = leaves | st.sampled_from(earlier).map(lambda name: {"Condition": name})
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(lambda operand: {"Fn::Not": [operand]}),
            st.builds(
                lambda function, operands: {function: operands},
                st.sampled_from(("Fn::And", "Fn::Or")),
                st.lists(inner, min_size=2, max_size=3),
            ),
        ),
        max_leaves=4,
    )


_conditions = st.fixed_dictionaries({name: _trees(NAMES[:number]) for number, name in enumerate(NAMES)})


def ours(template: dict[str, object], directory: Path) -> set[Scenario]:
    """What the conditions are in each world that the engine looks at."""
    path = directory / "template.json"
    path.write_text(json.dumps(template), encoding="utf-8")
    stack = cloudformation.load(Workspace(str(directory)), str(path))
    assert stack is not None
    found: set[Scenario] = set()

    def look(world: World) -> Iterator[Finding]:
        found.add(tuple(world.holds(resource.exists) for resource in stack.resources))
        return iter(())

    assert not any(branch.excess for branch in explore(look))
    return found


def theirs(template: dict[str, object]) -> set[Scenario]:
    """The scenarios of cfn-lint."""
    conditions = Template("template.json", loads(json.dumps(template)), ["us-east-1"]).conditions
    scenarios = conditions.build_scenarios({name: {True, False} for name in NAMES})
    return {tuple(scenario[name] for name in NAMES) for scenario in scenarios}


def real(parameters: dict[str, dict[str, object]], conditions: dict[str, object]) -> set[Scenario]:
    """What CloudFormation makes of the conditions for all that the parameters can be."""
    domains = [parameter.get("AllowedValues", (*VALUES, OTHER)) for parameter in parameters.values()]
    found = set()
    for values in itertools.product(*domains):  # type: ignore[call-overload]
        given = dict(zip(parameters, values, strict=True))
        found.add(tuple(truth({"Condition": name}, given, conditions) for name in NAMES))
    return found


def truth(tree: object, given: dict[str, object], conditions: dict[str, object]) -> bool:
    match tree:
        case {"Fn::Equals": [{"Ref": name}, value]}:
            return bool(given[name] == value)
        case {"Condition": name}:
            return truth(conditions[name], given, conditions)
        case {"Fn::Not": [operand]}:
            return not truth(operand, given, conditions)
        case {"Fn::And": operands}:
            return all(truth(operand, given, conditions) for operand in operands)
        case {"Fn::Or": operands}:
            return any(truth(operand, given, conditions) for operand in operands)
    raise AssertionError(tree)


@given(_parameters, _conditions)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_worlds_and_scenarios_are_those_that_can_be_deployed(
    tmp_path: Path, parameters: dict[str, dict[str, object]], conditions: dict[str, object]
) -> None:
    resources = {f"R{name}": {"Type": "AWS::ECS::Cluster", "Condition": name} for name in NAMES}
    template: dict[str, object] = {
        "Parameters": parameters,
        "Conditions": conditions,
        "Resources": resources,
    }
    expected = real(parameters, conditions)
    assert ours(template, tmp_path) == expected
    assert theirs(template) == expected
