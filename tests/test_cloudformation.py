"""CloudFormation templates: resources, and what the intrinsic functions in them give."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from plain_values import MORE, plain, shown, spans, written

from ecslint.parsers import cloudformation
from ecslint.resource import Resource, Stack
from ecslint.source import Workspace
from ecslint.value import Mapping, Reference, Unknown, Value

Load = Callable[..., Stack]

HEAD = """\
Parameters:
  Name: {Type: String, Default: web}
  Port: {Type: Number, Default: 8080}
  Image: {Type: String}
  Mode: {Type: String, Default: bridge, AllowedValues: [awsvpc, bridge]}
  Only: {Type: String, AllowedValues: [one]}
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>', Default: 'subnet-1, subnet-2'}
  Zones: {Type: CommaDelimitedList}
  Ami: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /aws/ami}
  Secret: {Type: String, Default: '{{resolve:ssm:/a/b:1}}'}
  Stage: {Type: String, Default: dev}
Mappings:
  Sizes:
    small: {Cpu: 256, Kind: x}
    large: {Cpu: 512, Kind: x}
  Modes:
    awsvpc: {Type: ip}
    bridge: {Type: instance}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Other:
    Type: AWS::ECS::Service
    Properties: {ServiceName: !Ref Name}
  X:
    Type: AWS::ECS::TaskDefinition
    Properties:
"""


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    monkeypatch.chdir(tmp_path)

    def load(text: str, name: str = "template.yml") -> Stack:
        (tmp_path / name).write_text(textwrap.dedent(text), encoding="utf-8")
        stack = cloudformation.load(Workspace(str(tmp_path)), name)
        assert stack is not None
        return stack

    return load


def body(stack: Stack, address: str = "X") -> Mapping:
    return resource(stack, address).body


def resource(stack: Stack, address: str = "X") -> Resource:
    return next(each for each in stack.resources if each.address == address)


def problems(stack: Stack) -> list[tuple[str, str, str]]:
    return [(each.code, each.message, written(each.span)) for each in stack.problems]


def evaluated(load: Load, expression: str) -> Value:
    """What an expression gives as a property of a resource."""
    stack = load(HEAD + f"      Value: {expression}\n")
    assert problems(stack) == []
    return body(stack).items["Value"]


def test_a_template_gives_its_resources_with_exact_places(load: Load) -> None:
    stack = load("""\
        Conditions:
          Wanted: !Equals [!Ref AWS::Region, eu-west-1]
        Resources:
          Cluster: {Type: AWS::ECS::Cluster}
          Web:
            Type: AWS::ECS::Service
            Condition: Wanted
            DependsOn: [Cluster]
            Metadata: {Note: ignored}
            Properties:
              Cluster: !Ref Cluster
              LaunchType: FARGATE
              LoadBalancers:
                - ContainerPort: 80
          CDKMetadata: {Type: AWS::CDK::Metadata}
    """)
    cluster, web = stack.resources
    assert (cluster.type, cluster.address, plain(cluster.body)) == ("AWS::ECS::Cluster", "Cluster", {})
    assert (web.language, web.type, web.address, written(web.span), web.span.line) == (
        "cloudformation",
        "AWS::ECS::Service",
        "Web",
        "Web",
        5,
    )
    assert shown(web.exists) == "AWS::Region == 'eu-west-1'"
    assert [(each.target, written(each.span)) for each in web.after] == [("Cluster", "Cluster")]
    assert plain(web.body) == {
        "Cluster": "<-> Cluster>",
        "LaunchType": "FARGATE",
        "LoadBalancers": [{"ContainerPort": 80}],
    }
    assert spans(web.body) == {
        "Cluster": "!Ref Cluster",
        "LaunchType": "FARGATE",
        "LoadBalancers": [{"ContainerPort": "80"}],
    }
    assert (stack.name, stack.complete, [source.path for source in stack.sources]) == (
        "template.yml",
        True,
        ["template.yml"],
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # parameters and resources
        ("!Ref Name", "web"),
        ("{Ref: Port}", 8080),
        ("!Ref Image", "<parameter Image has no default>"),
        ("!Ref Mode", "<parameter Mode can have several values>"),
        ("!Ref Only", "one"),
        ("!Ref Subnets", ["subnet-1", "subnet-2"]),
        ("!Ref Zones", "<parameter Zones has no default>"),
        ("!Ref Ami", "<parameter Ami is looked up in the Parameter Store>"),
        ("!Ref Stage", "<parameter Stage takes part in a condition>"),
        ("!Ref AWS::NoValue", "<absent>"),
        ("!Ref AWS::Region", "<AWS::Region is known only at the deployment>"),
        ("!Ref Other", "<-> Other>"),
        ("!GetAtt Other.Name", "<-> Other.Name>"),
        ("{Fn::GetAtt: [Other, Name]}", "<-> Other.Name>"),
        # texts
        ("!Sub '${Name}-${AWS::Region}'", ("web", "-", "<AWS::Region is known only at the deployment>")),
        ("!Sub '${Name}:${Port}'", "web:8080"),
        ("!Sub '${!Literal}-${Other.Name}'", ("${Literal}", "-", "<-> Other.Name>")),
        ("!Sub ['${a}/${Name}', {a: !Ref Image}]", ("<parameter Image has no default>", "/", "web")),
        ("!Sub '${Image}'", "<parameter Image has no default>"),
        ("!Join ['-', [a, !Ref Name, 1]]", "a-web-1"),
        ("!Join [',', !Ref Subnets]", "subnet-1,subnet-2"),
        ("!Join ['', [a, !Ref Image]]", ("a", "<parameter Image has no default>")),
        ("!Join [',', !Ref Zones]", ("<parameter Zones has no default>",)),
        ("!Join [',', !Split ['|', a|b]]", "a,b"),
        (
            "!Join [',', [a, !If [IsProd, b, !Ref AWS::NoValue]]]",
            {"<if>": "Stage == 'prod'", "<then>": "a,b", "<else>": "a"},
        ),
        # choices
        ("!If [IsProd, 2, !Ref Port]", {"<if>": "Stage == 'prod'", "<then>": 2, "<else>": 8080}),
        (
            "[a, !If [IsProd, b, !Ref AWS::NoValue]]",
            ["a", {"<if>": "Stage == 'prod'", "<then>": "b", "<else>": "<absent>"}],
        ),
        ("!FindInMap [Sizes, small, Cpu]", 256),
        ("!FindInMap [Sizes, !Ref Image, Cpu]", "<parameter Image has no default>"),
        ("!FindInMap [Sizes, !Ref Image, Kind]", "x"),
        ("!FindInMap [Sizes, tiny, Cpu]", "<fails: the mappings have nothing under Sizes, tiny, Cpu>"),
        ("!FindInMap [Sizes, tiny, Cpu, {DefaultValue: !Ref Port}]", 8080),
        (
            "!FindInMap [Modes, !Ref Mode, Type]",
            {"<if>": "Mode == 'bridge'", "<then>": "instance", "<else>": "ip"},
        ),
        (
            "!FindInMap [Sizes, !Ref Stage, Kind]",
            {
                "<if>": "Stage == 'dev'",
                "<then>": "<fails: the mappings have nothing under Sizes, …, Kind>",
                "<else>": "x",
            },
        ),
        ("!Select [1, !Ref Subnets]", "subnet-2"),
        ("!Select ['0', [a, b]]", "a"),
        ("!Select [2, [a, b]]", "<fails: the list has no item 2, since it has only 2>"),
        ("!Select [one, [a, b]]", "<fails: the index of Fn::Select is a number from 0, not one>"),
        ("!Select [0, !Cidr [!Ref Image, 4, 8]]", "<the address block that Fn::Cidr cuts is not known>"),
        ("!Select [0, !GetAZs '']", "<Fn::GetAZs gives the zones of the region of the deployment>"),
        (
            "!Select [0, [!If [IsProd, a, !Ref AWS::NoValue], b]]",
            "<which item has the index 0 depends on conditions>",
        ),
        ("!Split ['-', a-b]", ["a", "b"]),
        ("!Split [':', !Ref Image]", "<the text that Fn::Split takes apart is not known>"),
        ("!Length [a, b, !Ref Image]", 3),
        ("!ToJsonString {a: !Ref Image}", {"<json>": {"a": "<parameter Image has no default>"}}),
        # what only the deployment knows
        ("!ImportValue shared-cluster", "<imported from another stack as shared-cluster>"),
        (
            "{Fn::ImportValue: !Sub '${AWS::StackName}-x'}",
            "<imported from another stack as ${AWS::StackName}-x>",
        ),
        ("!Base64 x", "eA=="),
        ("!Base64 {Fn::Sub: '${Image}'}", "<Fn::Base64 gives encoded text>"),
        ("!Cidr [10.0.0.0/16, 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]),
        ("!Cidr [10.0.0.0/16, !Ref Image, 8]", "<how many address blocks Fn::Cidr gives is not known>"),
        (
            "!GetStackOutput {StackName: a, OutputName: b}",
            "<an output of another stack gives this value at the deployment>",
        ),
        ("!Transform {Name: M}", "<a macro gives this value at the deployment>"),
        ("{a: 1, Fn::Transform: {Name: M}}", {"a": 1, MORE: 1}),
        ("!Unheard Of", "<Fn::Unheard is a function that ecslint does not know>"),
        (
            "'{{resolve:ssm:/a:1}}'",
            "<the dynamic reference {{resolve:ssm:/a:1}} is resolved at the deployment>",
        ),
        (
            "a/{{resolve:ssm:/a}}",
            ("a/", "<the dynamic reference {{resolve:ssm:/a}} is resolved at the deployment>"),
        ),
        (
            "!Ref Secret",
            "<the dynamic reference {{resolve:ssm:/a/b:1}} is resolved at the deployment>",
        ),
        ("'{{ image }}'", "<the placeholder {{ image }} is filled in before the deployment>"),
    ],
)
def test_an_expression_gives(load: Load, expression: str, expected: object) -> None:
    assert plain(evaluated(load, expression)) == expected


def test_a_parameter_says_what_it_can_be(load: Load) -> None:
    mode, stage, region = (
        evaluated(load, expression) for expression in ("!Ref Mode", "!Ref Stage", "!Ref AWS::Region")
    )
    assert isinstance(mode, Unknown)
    assert (mode.identity, mode.domain, mode.type, mode.default) == (
        "Mode",
        ("bridge", "awsvpc"),
        "string",
        None,
    )
    assert isinstance(stage, Unknown)
    assert stage.default is not None
    assert (stage.identity, stage.domain, plain(stage.default)) == ("Stage", (), "dev")
    assert isinstance(region, Unknown)
    assert region.identity == "AWS::Region"


def test_a_default_keeps_the_way_it_came(load: Load) -> None:
    for expression, place in (("!Ref Name", "!Ref Name"), ("!Sub '${Name}'", "${Name}")):
        value = evaluated(load, expression)
        assert (written(value.span), value.span.line) == ("web", 2)
        assert [(written(step.span), step.note) for step in value.via] == [
            (place, "parameter Name"),
            ("web", "default of parameter Name"),
        ]


def test_the_parts_of_a_text_are_where_they_were_written(load: Load) -> None:
    assert spans(evaluated(load, '!Sub "arn:${AWS::Region}:${Other}"')) == (
        "arn:",
        "${AWS::Region}",
        ":",
        "${Other}",
    )


def test_an_attribute_that_is_a_property_has_its_value(load: Load) -> None:
    named, unnamed = evaluated(load, "!GetAtt Other.ServiceName"), evaluated(load, "!GetAtt Other.ServiceArn")
    assert isinstance(named, Reference)
    assert isinstance(unnamed, Reference)
    assert named.value is not None
    assert (plain(named.value), unnamed.value) == ("web", None)


def test_attributes_that_go_round_in_a_circle_end(load: Load) -> None:
    stack = load("""\
        Resources:
          A: {Type: AWS::ECS::Service, Properties: {ServiceName: !GetAtt B.ServiceName}}
          B: {Type: AWS::ECS::Service, Properties: {ServiceName: !GetAtt A.ServiceName}}
    """)
    assert plain(body(stack, "A")) == {"ServiceName": "<-> B.ServiceName>"}


def test_json_and_yaml_give_the_same(load: Load) -> None:
    document = {
        "Parameters": {"Tag": {"Type": "String"}},
        "Resources": {
            "X": {
                "Type": "AWS::ECS::TaskDefinition",
                "Properties": {
                    "Family": {"Fn::Join": ["", ["app:", {"Ref": "Tag"}]]},
                    "Cpu": {"Fn::If": ["Undeclared", 1, 2]},
                },
            }
        },
    }
    stack = load(json.dumps(document), "template.json")
    assert plain(body(stack)) == {
        "Family": ("app:", "<parameter Tag has no default>"),
        "Cpu": "<the condition Undeclared is not declared>",
    }
    assert problems(stack) == [("ECS004", "the condition Undeclared is not declared", '"Undeclared"')]


def test_json_with_a_comment_is_still_yaml(load: Load) -> None:
    stack = load('{"Resources": {"X": {"Type": "AWS::ECS::Cluster"}}} # made by hand\n', "template.json")
    assert [each.address for each in stack.resources] == ["X"]
    assert problems(stack) == []


def test_names_that_nothing_declares_are_told_once(load: Load) -> None:
    stack = load("""\
        Resources:
          X:
            Type: AWS::ECS::Service
            DependsOn: Nothing
            Condition: Never
            Properties:
              Cluster: !Ref Clutser
              Role: !GetAtt Roel.Arn
              ServiceName: !Sub "${Nmae}-x"
          Y:
            Type: AWS::ECS::Service
            Properties: {ServiceName: !GetAtt X.ServiceName}
    """)
    assert problems(stack) == [
        ("ECS004", "Clutser is neither a parameter nor a resource of this template", "!Ref Clutser"),
        ("ECS004", "Roel is not a resource of this template", "!GetAtt Roel.Arn"),
        ("ECS004", "Nmae is neither a parameter nor a resource of this template", "${Nmae}"),
        ("ECS004", "the condition Never is not declared", "Never"),
        ("ECS004", "Nothing is not a resource of this template", "Nothing"),
    ]
    assert shown(resource(stack).exists) == "Never"


@pytest.mark.parametrize(
    ("transform", "complete"),
    [("AWS::Serverless-2016-10-31", True), ("[AWS::LanguageExtensions, Mine]", False), ("Mine", False)],
)
def test_names_that_a_macro_may_declare_are_not_told(load: Load, transform: str, complete: bool) -> None:
    stack = load(f"""\
        Transform: {transform}
        Resources:
          X: {{Type: AWS::ECS::Service, Properties: {{Cluster: !Ref Elsewhere}}}}
    """)
    assert (plain(body(stack)), problems(stack)) == (
        {"Cluster": "<Elsewhere is not declared>"} if complete else {MORE: 1},
        [],
    )
    reasons = [] if complete else ["the macro Mine may change everything at the deployment"]
    assert (stack.complete, [unknown.reason for unknown in stack.unknowns]) == (complete, reasons)


def test_a_loop_gives_each_of_its_resources(load: Load) -> None:
    stack = load("""\
        Transform: AWS::LanguageExtensions
        Resources:
          Fn::ForEach::Services:
            - Name
            - [Web, Api]
            - Service${Name}:
                Type: AWS::ECS::Service
                Properties:
                  ServiceName: !Sub "x-${Name}"
                  Cluster: !Ref Name
                  Fn::ForEach::Keys: [Key, [A, B], {"${Key}${Name}": !Ref Key}]
    """)
    assert {each.address: plain(each.body) for each in stack.resources} == {
        "ServiceWeb": {"ServiceName": "x-Web", "Cluster": "Web", "AWeb": "A", "BWeb": "B"},
        "ServiceApi": {"ServiceName": "x-Api", "Cluster": "Api", "AApi": "A", "BApi": "B"},
    }


def test_a_loop_over_something_unknown_may_bring_more_resources(load: Load) -> None:
    stack = load("""\
        Transform: AWS::LanguageExtensions
        Parameters: {Names: {Type: CommaDelimitedList}}
        Resources:
          X: {Type: AWS::ECS::Cluster}
          Fn::ForEach::Services: [Name, !Ref Names, {"S${Name}": {Type: AWS::ECS::Service}}]
    """)
    assert [each.address for each in stack.resources] == ["X"]
    assert not stack.complete


def test_what_stands_before_a_syntax_error_is_used(load: Load) -> None:
    stack = load("""\
        Resources:
          Cluster: {Type: AWS::ECS::Cluster}
          Web:
            Type: AWS::ECS::Service
            Properties: {Cluster: !Ref Later}
          Broken:
            Type: AWS::ECS::Service
            Properties:
              Cluster: [
    """)
    assert {each.address: plain(each.body) for each in stack.resources} == {
        "Cluster": {},
        "Web": {"Cluster": "<Later is not declared>"},
    }
    assert ([each.code for each in stack.problems], stack.complete) == (["ECS001"], False)


@pytest.mark.parametrize("name", ["template.yml", "template.json"])
def test_a_key_given_twice_is_told(load: Load, name: str) -> None:
    stack = load('{"Resources": {"X": {"Type": "AWS::ECS::Cluster", "Type": "AWS::ECS::Service"}}}', name)
    assert [each.type for each in stack.resources] == ["AWS::ECS::Service"]
    told = "the key 'Type' is given twice, and the last one counts"
    assert problems(stack) == [("ECS001", told, '"Type"')]
    assert [each.severity for each in stack.problems] == ["warning"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{Resources: {S: {Type: AWS::ECS::Service}}}", True),
        ("{A: 1, Resources : {S: {Type: AWS::ECS::Service}}}", True),
        ("AWSTemplateFormatVersion: 2010-09-09\nResources:\n  X: {Type: AWS::ECS::Service}\n", True),
        ('{"Resources": {"X": {"Type": "AWS::ECS::Service"}}}', True),
        ("Resources:\n  X: {Type: AWS::S3::Bucket}\n", False),
        ("version: 0.0\nResources:\n  - TargetService:\n      Type: AWS::ECS::Service\n", False),
        ("apiVersion: v1\nkind: Service\nmetadata: {name: AWS::ECS::Service}\n", False),
        ("jobs:\n  x:\n    run: |\n      Resources:\n        X: AWS::ECS::Service\n", False),
        ("services:\n  web: {image: nginx}\n", False),
    ],
)
def test_a_template_is_recognised_by_its_text(text: str, expected: bool) -> None:
    assert cloudformation.recognise(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "Resources:\n  {% if x %}\n  X: {Type: AWS::ECS::Service}\n",
        "Resources:\n  X:\n    Type: AWS::ECS::Service\n    Properties: {Cluster: {{ cluster }}}\n",
        "Resources:\n  X:\n    Type: AWS::ECS::Service\n  <% y %>: [\n",
        "Resources:\n  - X: {Type: AWS::ECS::Service}\n",
        "Resources:\n  X: {Type: AWS::S3::Bucket, Metadata: 'AWS::ECS::'}\n",
    ],
)
def test_what_is_not_ours_to_read_is_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.yml").write_text(text, encoding="utf-8")
    assert cloudformation.load(Workspace(str(tmp_path)), str(tmp_path / "x.yml")) is None


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_bytes(b"Resources: \xff AWS::ECS::Service")
    stack = cloudformation.load(Workspace(str(tmp_path)), str(tmp_path / "x.yml"))
    assert stack is not None
    assert [(each.code, each.message) for each in stack.problems] == [
        ("ECS001", "the file is not UTF-8: byte 0xff cannot be decoded")
    ]


@pytest.mark.parametrize(("opening", "closing"), [("!Join ['', [", "]]"), ("[", "]"), ("{a: ", "}")])
def test_values_nested_deep_are_read_without_a_fall(load: Load, opening: str, closing: str) -> None:
    for depth in (60, 190):
        stack = load(HEAD + "      Value: " + opening * depth + "x" + closing * depth + "\n")
        assert stack.resources
