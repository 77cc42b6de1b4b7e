"""Nested stacks: which templates they are, what they are given, and what they give."""

from __future__ import annotations

from pathlib import Path

import pytest
from plain_values import plain, shown, written

from ecslint.parsers import cloudformation
from ecslint.resource import Stack
from ecslint.source import Workspace
from ecslint.value import Reference

CHILD = """\
Parameters:
  Cluster: {Type: String}
  Count: {Type: Number, Default: 1}
  Subnets: {Type: List<String>, Default: ''}
  Kind: {Type: String, Default: a}
Conditions:
  IsB: !Equals [!Ref Kind, b]
Resources:
  Service:
    Type: AWS::ECS::Service
    Condition: IsB
    Properties:
      Cluster: !Ref Cluster
      DesiredCount: !Ref Count
      ServiceName: !Sub "${AWS::StackName}-x"
      Subnets: !Ref Subnets
Outputs:
  Name: {Value: !GetAtt Service.Name}
"""


def load(directory: Path, root: str, **children: str) -> Stack:
    for name, text in children.items():
        path = directory / name.replace("_", "/")
        path = path.with_suffix(".yml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (directory / "root.yml").write_text(root, encoding="utf-8")
    stack = cloudformation.load(Workspace(str(directory)), str(directory / "root.yml"))
    assert stack is not None
    return stack


def test_a_nested_stack_is_a_part_of_the_stack(tmp_path: Path) -> None:
    stack = load(
        tmp_path,
        """\
Conditions:
  Wanted: !Equals [!Ref AWS::Region, x]
Resources:
  Cluster: {Type: AWS::ECS::Cluster}
  Left: {Type: AWS::EC2::Subnet}
  Web:
    Type: AWS::CloudFormation::Stack
    Condition: Wanted
    Properties:
      TemplateURL: !Sub https://s3.amazonaws.com/${AWS::AccountId}/services/web.yml
      Parameters:
        Cluster: !Ref Cluster
        Count: '3'
        Kind: b
        Subnets: !Join [',', [!Ref Left, subnet-1]]
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: {Name: !GetAtt Web.Outputs.Name}
Outputs:
  Cluster: {Value: !Ref Cluster}
""",
        services_web=CHILD,
    )
    service = next(each for each in stack.resources if each.type == "AWS::ECS::Service")
    assert (service.address, shown(service.exists)) == ("Web.Service", "AWS::Region == 'x'")
    assert [(written(step.span), step.note) for step in service.calls] == [("Web", "nested stack Web")]
    assert plain(service.body) == {
        "Cluster": "<-> Cluster>",
        "DesiredCount": 3,
        "ServiceName": ("<AWS::StackName is known only at the deployment>", "-x"),
        "Subnets": ["<-> Left>", "subnet-1"],
    }
    count = service.body.items["DesiredCount"]
    assert (written(count.span), [step.note for step in count.via]) == ("'3'", ["parameter Web.Count"])
    alarm = next(each for each in stack.resources if each.address == "Alarm")
    name = alarm.body.items["Name"]
    assert isinstance(name, Reference)
    assert name.value is not None
    assert (plain(name), plain(name.value)) == ("<-> Web.Outputs.Name>", "<-> Web.Service.Name>")
    assert [source.path.rsplit("/", 1)[-1] for source in stack.sources] == ["root.yml", "web.yml"]
    assert (stack.complete, stack.problems, list(map(plain, stack.exports))) == (True, [], ["<-> Cluster>"])


def test_a_template_is_used_once_for_each_stack_made_from_it(tmp_path: Path) -> None:
    stack = load(
        tmp_path,
        """\
Resources:
  A:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: ./web.yml, Parameters: {Cluster: a}}
  B:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: web.yml, Parameters: {Cluster: b}}
""",
        web=CHILD,
    )
    services = [each for each in stack.resources if each.type == "AWS::ECS::Service"]
    assert [(each.address, plain(each.body.items["Cluster"])) for each in services] == [
        ("A.Service", "a"),
        ("B.Service", "b"),
    ]
    assert [shown(each.exists) for each in services] == ["A.Kind == 'b'", "B.Kind == 'b'"]
    assert len(stack.sources) == 2


@pytest.mark.parametrize(
    "properties",
    [
        "{TemplateURL: https://example.com/elsewhere.yml, Parameters: {Cluster: a}}",
        "{TemplateURL: !Ref AWS::Region, Parameters: {Cluster: a}}",
        "{TemplateURL: web.yml, Parameters: {Clutser: a}}",
        "{TemplateURL: web.yml}",
        "{TemplateURL: ../outside.yml, Parameters: {Cluster: a}}",
        "{TemplateURL: root.yml}",
    ],
)
def test_a_template_that_is_not_at_hand_leaves_the_stack_incomplete(tmp_path: Path, properties: str) -> None:
    (tmp_path / "outside.yml").write_text(CHILD, encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    stack = load(
        inside,
        "Resources:\n  C: {Type: AWS::ECS::Cluster}\n"
        f"  A:\n    Type: AWS::CloudFormation::Stack\n    Properties: {properties}\n",
        web=CHILD,
    )
    assert [each.address for each in stack.resources] == ["C", "A"]
    assert [unknown.reason for unknown in stack.unknowns] == [
        "the template of the nested stack A is not at hand"
    ]
    assert not stack.complete
    assert len(stack.sources) == 1


def test_the_path_that_cdk_writes_down_is_followed(tmp_path: Path) -> None:
    stack = load(
        tmp_path,
        """\
Resources:
  A:
    Type: AWS::CloudFormation::Stack
    Metadata: {'aws:asset:path': web.yml}
    Properties:
      TemplateURL: https://s3.example.com/0a1b2c.json
      Parameters: {Cluster: a}
""",
        web=CHILD,
    )
    assert [each.address for each in stack.resources] == ["A", "A.Service"]


def test_stacks_that_nest_each_other_end(tmp_path: Path) -> None:
    text = "Resources:\n  C: {Type: AWS::ECS::Cluster}\n"
    text += "  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: %s.yml}}\n"
    stack = load(tmp_path, text % "left", left=text % "right", right=text % "left")
    assert not stack.complete
    assert 2 < len(stack.resources) < 20


def test_arguments_that_go_round_in_a_circle_end(tmp_path: Path) -> None:
    stack = load(
        tmp_path,
        """\
Resources:
  A:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: web.yml, Parameters: {Name: !GetAtt A.Outputs.Name}}
""",
        web="""\
Parameters: {Name: {Type: String}}
Resources: {X: {Type: AWS::ECS::Cluster, Properties: {ClusterName: !Ref Name}}}
Outputs: {Name: {Value: !Ref Name}}
""",
    )
    cluster = next(each for each in stack.resources if each.address == "A.X")
    assert plain(cluster.body) == {"ClusterName": "<-> A.Outputs.Name>"}
