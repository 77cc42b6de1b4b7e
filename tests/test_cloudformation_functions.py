"""Templates at their edges: included files, loops everywhere, and calls that CloudFormation refuses."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from plain_values import MORE, plain, shown, written

from ecslint.cli import main
from ecslint.parsers import cloudformation
from ecslint.resource import Stack
from ecslint.source import Workspace

Load = Callable[..., Stack]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    monkeypatch.chdir(tmp_path)

    def load(text: str, **files: str) -> Stack:
        for name, content in {"template": text, **files}.items():
            (tmp_path / f"{name}.yaml").write_text(textwrap.dedent(content), encoding="utf-8")
        files = cloudformation.Files(Workspace(str(tmp_path)), lambda: map(str, tmp_path.glob("*.yaml")))
        scope = cloudformation.Scope(files)
        path = str(tmp_path / "template.yaml")
        scope.add(path)
        (joined,) = scope.joined([path])
        stack = scope.stack(joined)
        assert stack is not None
        return stack

    return load


def bodies(stack: Stack) -> dict[str, object]:
    return {resource.address: plain(resource.body) for resource in stack.resources}


# -- included files ----------------------------------------------------------------------------------


def include(location: str) -> str:
    return f"{{Name: AWS::Include, Parameters: {{Location: {location}}}}}"


SERVICE = "Service:\n  Type: AWS::ECS::Service\n  Properties: {ServiceName: web}\n"


@pytest.mark.parametrize(
    "location",
    [
        "part.yaml",
        "./part.yaml",
        "s3://bucket/folder/part.yaml",
        "!Sub 's3://${AWS::Region}/folder/part.yaml'",
    ],
)
def test_an_included_file_stands_where_it_is_included(load: Load, location: str) -> None:
    stack = load(
        f"""\
        Resources:
          Cluster: {{Type: AWS::ECS::Cluster}}
          Fn::Transform: {include(location)}
        """,
        part=SERVICE,
    )
    assert bodies(stack) == {"Cluster": {}, "Service": {"ServiceName": "web"}}
    service = stack.resources[1]
    assert (service.span.source.path, service.span.line, written(service.span)) == ("part.yaml", 1, "Service")
    assert [source.path for source in stack.sources] == ["template.yaml", "part.yaml"]
    assert (stack.unknowns, stack.problems) == ([], [])


def test_a_file_is_included_in_every_section(load: Load) -> None:
    stack = load(
        f"""\
        Transform: {include("whole.yaml")}
        Mappings: {{Fn::Transform: {include("sizes.yaml")}}}
        Resources:
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              Cpu: !FindInMap [Sizes, small, Cpu]
              Memory: !Ref Memory
              ContainerDefinitions: {{Fn::Transform: {include("containers.yaml")}}}
              Fn::Transform: {include("more.yaml")}
        """,
        whole="Parameters:\n  Memory: {Type: Number, Default: 512}\n",
        sizes="Sizes: {small: {Cpu: 256}}\n",
        containers="- Name: web\n  Memory: {Ref: Memory}\n",
        more="Family: web\n",
    )
    assert bodies(stack) == {
        "Task": {
            "Cpu": 256,
            "Memory": 512,
            "ContainerDefinitions": [{"Name": "web", "Memory": 512}],
            "Family": "web",
        }
    }


def test_an_included_file_includes_none(load: Load) -> None:
    stack = load(
        f"Resources:\n  X: {{Type: AWS::ECS::Cluster}}\n  Fn::Transform: {include('part.yaml')}\n",
        part=f"{SERVICE}Fn::Transform: {include('part.yaml')}\n",
    )
    assert bodies(stack) == {"X": {}, "Service": {"ServiceName": "web"}}
    assert not stack.complete


def test_mappings_that_are_not_at_hand_are_unknown(load: Load) -> None:
    stack = load(f"""\
        Mappings: {{Fn::Transform: {include("nowhere.yaml")}}}
        Resources:
          Task: {{Type: AWS::ECS::TaskDefinition, Properties: {{Cpu: !FindInMap [Sizes, small, Cpu]}}}}
    """)
    assert bodies(stack) == {"Task": {"Cpu": "<a macro adds to this at the deployment>"}}


def test_what_an_unheard_macro_may_change_is_all_unknown(load: Load) -> None:
    stack = load("""\
        Transform: [AWS::Serverless-2016-10-31, Ours]
        Conditions: {C: !Condition C}
        Resources:
          X: {Type: AWS::ECS::Service, Condition: C, Properties: {ServiceName: web}}
    """)
    assert bodies(stack) == {"X": {MORE: 1}}
    (unknown,) = stack.unknowns
    assert unknown.reason == "the macro Ours may change everything at the deployment"
    assert stack.problems == []


# -- loops -------------------------------------------------------------------------------------------


def test_loops_stand_in_conditions_and_outputs_too(load: Load) -> None:
    stack = load("""\
        Transform: AWS::LanguageExtensions
        Parameters:
          Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
        Conditions:
          Fn::ForEach::Stages: [Name, [dev, prod], {"Is${Name}": !Equals [!Ref Stage, !Ref Name]}]
        Resources:
          Fn::ForEach::Services:
            - Name
            - [dev, prod]
            - "Service${Name}":
                Type: AWS::ECS::Service
                Condition: "Is${Name}"
                DependsOn: "Task${Name}"
                Properties:
                  ServiceName: "web-${Name}"
                  TaskDefinition: !GetAtt
                    - !Sub "Task${Name}"
                    - Family
                  DesiredCount: !If [!Sub "Is${Name}", 1, 2]
              "Task${Name}":
                Type: AWS::ECS::TaskDefinition
                Properties: {Family: !Sub "task-&{Name}"}
        Outputs:
          Fn::ForEach::Out: [Name, [dev, prod], {"Out${Name}": {Value: !Ref {Fn::Sub: "Service${Name}"}}}]
    """)
    assert [(each.address, shown(each.exists)) for each in stack.resources if each.after] == [
        ("Servicedev", "Stage == 'dev'"),
        ("Serviceprod", "Stage == 'prod'"),
    ]
    assert [[each.target for each in resource.after] for resource in stack.resources] == [
        ["Taskdev"],
        [],
        ["Taskprod"],
        [],
    ]
    found = bodies(stack)
    assert found["Servicedev"] == {
        "ServiceName": "web-dev",
        "TaskDefinition": "<-> Taskdev.Family>",
        "DesiredCount": {"<if>": "Stage == 'dev'", "<then>": 1, "<else>": 2},
    }
    assert found["Taskprod"] == {"Family": "task-prod"}
    assert [plain(value) for value in stack.exports] == ["<-> Servicedev>", "<-> Serviceprod>"]
    assert stack.problems == []


def test_keys_of_a_lookup_are_functions_and_a_default_stands_in(load: Load) -> None:
    stack = load("""\
        Transform: AWS::LanguageExtensions
        Parameters:
          Stage: {Type: String, AllowedValues: [dev, prod]}
          Size: {Type: String}
        Mappings:
          Sizes: {dev: {Cpu: 256}, large: {Cpu: 1024}}
          Same: {a: {Cpu: 5}, b: {Cpu: 5}}
        Resources:
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              A: !FindInMap [!Select [0, [Sizes]], !Join ['', [lar, ge]], Cpu]
              B: !FindInMap [Sizes, !Ref Stage, Cpu, {DefaultValue: 512}]
              C: !FindInMap [Same, !Ref Size, Cpu, {DefaultValue: 5}]
              D: !FindInMap [Same, !Ref Size, Cpu, {DefaultValue: 6}]
              E: !FindInMap [None, !Ref Size, Cpu, {DefaultValue: 7}]
    """)
    assert bodies(stack) == {
        "Task": {
            "A": 1024,
            "B": {"<if>": "Stage == 'dev'", "<then>": 256, "<else>": 512},
            "C": 5,
            "D": "<parameter Size has no default>",
            "E": 7,
        }
    }


def test_attributes_that_double_at_every_step_end(load: Load) -> None:
    steps = "".join(
        f"  R{n}: {{Type: AWS::ECS::Service, Properties: {{X: [!GetAtt R{n - 1}.X, !GetAtt R{n - 1}.X]}}}}\n"
        for n in range(1, 60)
    )
    stack = load(f"Resources:\n  R0: {{Type: AWS::ECS::Service, Properties: {{X: 1}}}}\n{steps}")
    assert plain(stack.resources[-1].body) == {"X": ["<-> R58.X>", "<-> R58.X>"]}


# -- refusals ----------------------------------------------------------------------------------------


REFUSED = {
    "!Select [2, [a, b]]": "the list has no item 2, since it has only 2",
    "!Select [-1, [a, b]]": "the index of Fn::Select is a number from 0, not -1",
    "!Select [0]": "Fn::Select takes an index and a list",
    "!Select [3, !Split [',', 'a,b']]": "the list has no item 3, since it has only 2",
    "!FindInMap [Sizes, large, Cpu]": "the mappings have nothing under Sizes, large, Cpu",
    "!FindInMap [Size, small, Cpu]": "there is no mapping Size",
    "!FindInMap [Sizes, !Ref Stage, Cpu]": "the mappings have nothing under Sizes, …, Cpu",
    "!FindInMap [Sizes, small]": "Fn::FindInMap takes the name of a map and two keys",
    "!If [C, 1]": "Fn::If takes the name of a condition and two values",
    "!Join [',', text]": "a list is expected here, and this is a text",
    "!Join text": "Fn::Join takes a delimiter and a list",
    "!Split [',', [a, b]]": "Fn::Split takes a text apart, and this is a list",
    "!Split [',', a, b]": "Fn::Split takes a delimiter and a text",
}
HEAD = """\
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
  List: {Type: CommaDelimitedList, Default: a}
  Name: {Type: String, Default: large}
Mappings:
  Sizes: {small: {Cpu: 256}}
Conditions:
  C: !Equals [!Ref Stage, dev]
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions: [{Name: web, Image: nginx, Memory: 256}]
"""


def concise(capsys: pytest.CaptureFixture[str]) -> list[str]:
    main(["check", "--format", "concise", "--select", "ECS005"])
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(("expression", "message"), REFUSED.items())
def test_a_call_that_is_certain_to_be_refused_is_told(
    load: Load, capsys: pytest.CaptureFixture[str], expression: str, message: str
) -> None:
    load(f"{HEAD}      Family: {expression}\n")
    (finding,) = concise(capsys)
    assert finding.startswith("template.yaml:14:")
    assert finding.endswith(f" error ECS005 {message}")


@pytest.mark.parametrize(
    "expression",
    [
        "!Select [1, !Ref List]",
        "!FindInMap [Sizes, !Ref Name, Cpu]",
        "!FindInMap [Sizes, !Sub '${Name}r', Cpu]",
        "!If [C, !Select [1, [a]], b]",
        "!Select [1, [!If [C, a, !Ref AWS::NoValue]]]",
        "!Select [1, !GetAZs '']",
        "!Join {Fn::Transform: {Name: Ours}}",
    ],
)
def test_a_call_that_may_succeed_is_not_told(
    load: Load, capsys: pytest.CaptureFixture[str], expression: str
) -> None:
    load(f"{HEAD}      Family: {expression}\n")
    assert concise(capsys) == []


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("!Not [!Condition C]", "the condition C depends on itself"),
        ("!Equals [!Ref Task, a]", "a condition cannot depend on a resource"),
        ("!Equals [!GetAtt Task.Arn, a]", "a condition cannot depend on a resource"),
        ("!Equals [!FindInMap [Sizes, large, Cpu], a]", "the mappings have nothing under Sizes, large, Cpu"),
    ],
)
def test_a_condition_that_is_certain_to_be_refused_is_told(
    load: Load, capsys: pytest.CaptureFixture[str], condition: str, message: str
) -> None:
    load(HEAD.replace("!Equals [!Ref Stage, dev]", condition) + "      Family: !If [C, a, b]\n")
    (finding,) = concise(capsys)
    assert finding.startswith("template.yaml:8:")
    assert finding.endswith(f" error ECS005 {message}")


def test_a_value_that_a_nested_stack_cannot_take_is_told(
    load: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    load(
        """\
        Resources:
          Nested:
            Type: AWS::CloudFormation::Stack
            Properties: {TemplateURL: nested.yaml, Parameters: {Stage: test, Name: web}}
        """,
        nested=HEAD,
    )
    (finding,) = concise(capsys)
    assert finding.startswith("template.yaml:4:")
    assert finding.endswith(" error ECS005 parameter Nested.Stage cannot be test, which is none of dev, prod")
