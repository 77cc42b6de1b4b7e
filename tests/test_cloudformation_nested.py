"""Nested stacks: which templates they are, what they are given, and what they give."""

from __future__ import annotations

from pathlib import Path

import pytest
from plain_values import plain, shown, written
from projects import write

from ecslint.cli import main
from ecslint.parsers import cloudformation
from ecslint.resource import Stack
from ecslint.source import Workspace
from ecslint.stack import discover
from ecslint.value import Reference, Text, Unknown

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
    Properties: {TemplateURL: web.yml, Parameters: {Cluster: b, Kind: b}}
""",
        web=CHILD,
    )
    services = [each for each in stack.resources if each.type == "AWS::ECS::Service"]
    assert [(each.address, plain(each.body.items["Cluster"])) for each in services] == [
        ("A.Service", "a"),
        ("B.Service", "b"),
    ]
    # Nobody but the parent gives a parameter, so what it leaves out is the default.
    assert [each.exists for each in services] == [False, True]
    assert len(stack.sources) == 2


NOT_AT_HAND = "the template of the nested stack A is not at hand"
OTHER_PARAMETERS = "the template of the nested stack A takes other parameters than it is given"


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("{TemplateURL: https://example.com/elsewhere.yml, Parameters: {Cluster: a}}", NOT_AT_HAND),
        ("{TemplateURL: !Ref AWS::Region, Parameters: {Cluster: a}}", NOT_AT_HAND),
        ("{TemplateURL: ../outside.yml, Parameters: {Cluster: a}}", NOT_AT_HAND),
        ("{TemplateURL: web.yml, Parameters: {Clutser: a}}", OTHER_PARAMETERS),
        ("{TemplateURL: web.yml}", OTHER_PARAMETERS),
        ("{TemplateURL: root.yml}", "the nested stack A is made of a template that contains it"),
        ("{TemplateBody: 'no template'}", "the template of the nested stack A is not known"),
    ],
)
def test_a_template_that_cannot_be_read_leaves_the_stack_incomplete(
    tmp_path: Path, properties: str, reason: str
) -> None:
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
    assert [unknown.reason for unknown in stack.unknowns] == [reason]
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


# -- where the template is -------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty git repository that is the working directory."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(**templates: str) -> None:
    write({name.replace("__", "/") + ".yml": text for name, text in templates.items()})


def stacks(*paths: str) -> dict[str, list[str]]:
    """The stacks of some paths: their names, and the files that each has read."""
    found = discover(paths or ["."]).stacks
    return {stack.name: [source.path for source in stack.sources] for stack in found}


def parent(url: str, more: str = "") -> str:
    return f"""\
Parameters: {{Bucket: {{Type: String, Default: ''}}, Prefix: {{Type: String}}}}
Conditions: {{Own: !Equals [!Ref Bucket, '']}}
Resources:
  Cluster: {{Type: AWS::ECS::Cluster}}
  Web:
    Type: AWS::CloudFormation::Stack
    Properties: {{TemplateURL: {url}, Parameters: {{Cluster: !Ref Cluster{more}}}}}
"""


@pytest.mark.parametrize(
    "url",
    [
        "../services/web.yml",
        "https://s3.amazonaws.com/bucket/services/web.yml?versionId=1",
        "!Sub 'https://${Bucket}.s3.${AWS::Region}.${AWS::URLSuffix}/${Prefix}services/web.yml'",
        "!Join ['/', ['https://s3.amazonaws.com', !Ref Bucket, services, web.yml]]",
        "!Sub ['https://${B}/services/web.yml', {B: !If [Own, a, b]}]",
        "!If [Own, ../services/web.yml, !Sub 'https://${Bucket}/services/web.yml']",
    ],
)
def test_the_template_of_a_url_is_found_by_its_name(url: str, project: Path) -> None:
    put(stacks__main=parent(url), services__web=CHILD, other__web=CHILD.replace("Service:", "Other:"))
    found = stacks()
    assert found["stacks/main.yml"] == ["stacks/main.yml", "services/web.yml"]
    assert stacks("services/web.yml") == {"stacks/main.yml": ["stacks/main.yml", "services/web.yml"]}


def test_of_templates_of_one_name_the_nearest_is_meant(project: Path) -> None:
    put(a__stacks__main=parent("https://s3.amazonaws.com/bucket/web.yml"), a__x__web=CHILD, b__web=CHILD)
    assert stacks()["a/stacks/main.yml"] == ["a/stacks/main.yml", "a/x/web.yml"]


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (
            "https://s3.amazonaws.com/bucket/web.yml",
            "the template of the nested stack Web may be any of several files: a/web.yml, b/web.yml",
        ),
        (
            "!If [Own, ../a/web.yml, ../b/web.yml]",
            "the template of the nested stack Web may be any of several files: a/web.yml, b/web.yml",
        ),
        ("https://s3.amazonaws.com/bucket/none.yml", "the template of the nested stack Web is not at hand"),
        ("web.yml", "the template of the nested stack Web is not at hand"),
        ("!Sub 'https://${Bucket}/${Prefix}'", "the template of the nested stack Web is not at hand"),
    ],
)
def test_a_template_that_cannot_be_told_is_unknown(url: str, reason: str, project: Path) -> None:
    put(stacks__main=parent(url), a__web=CHILD, b__web=CHILD)
    (stack,) = [stack for stack in discover(["."]).stacks if stack.name == "stacks/main.yml"]
    assert [unknown.reason for unknown in stack.unknowns] == [reason]


def test_stacks_nest_to_any_depth(project: Path) -> None:
    step = """\
Parameters: {{Name: {{Type: String}}}}
Resources:
  N:
    Type: AWS::CloudFormation::Stack
    Properties: {{TemplateURL: {}.yml, Parameters: {{Name: !Ref Name}}}}
"""
    put(**{f"level{number}": step.format(f"level{number + 1}") for number in range(12)})
    put(
        level12="""\
Parameters: {Name: {Type: String}}
Resources: {C: {Type: AWS::ECS::Cluster, Properties: {ClusterName: !Ref Name}}}
"""
    )
    (stack,) = discover(["."]).stacks
    assert stack.complete
    assert stack.resources[-1].address == "N." * 12 + "C"
    assert len(stack.resources[-1].calls) == 12


def test_outputs_of_one_nested_stack_are_parameters_of_another(project: Path) -> None:
    put(
        main="""\
Conditions: {Live: !Equals [!Ref AWS::Region, eu-west-1]}
Resources:
  Net:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: net.yml, Parameters: {Name: !GetAtt App.Outputs.Name}}
  App:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: app.yml
      Parameters: {Cluster: !GetAtt Net.Outputs.Cluster, Kind: !If [Live, b, !Ref AWS::NoValue]}
""",
        net="""\
Parameters: {Name: {Type: String}}
Resources: {Cluster: {Type: AWS::ECS::Cluster, Properties: {ClusterName: !Ref Name}}}
Outputs: {Cluster: {Value: !Ref Cluster}}
""",
        app=CHILD.replace("!GetAtt Service.Name", "fixed"),
    )
    (stack,) = discover(["."]).stacks
    bodies = {each.address: each for each in stack.resources}
    name = bodies["Net.Cluster"].body.items["ClusterName"]
    assert isinstance(name, Reference)
    assert (name.target, plain(name.value)) == ("App", "fixed")
    cluster = bodies["App.Service"].body.items["Cluster"]
    assert isinstance(cluster, Reference)
    assert plain(cluster.value) == "<-> Net.Cluster>"
    assert shown(bodies["App.Service"].exists) == "AWS::Region == 'eu-west-1'"


def test_a_finding_in_a_nested_stack_shows_the_chain_of_stacks(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = (
        "{Family: x, NetworkMode: awsvpc, ContainerDefinitions: [{Name: a, Image: b, Memory: 4, Links: [c]}]}"
    )
    put(
        main="Resources:\n  Outer: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: mid.yml}}\n",
        mid="Resources:\n  Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: leaf.yml}}\n",
        leaf=f"Resources:\n  Task: {{Type: AWS::ECS::TaskDefinition, Properties: {broken}}}\n",
    )
    main(["check", "--exit-zero"])
    out = capsys.readouterr().out
    assert "= via: nested stack Inner at mid.yml:2:3\n  = via: nested stack Outer at main.yml:2:3\n" in out


# -- other kinds of stacks -------------------------------------------------------------------------


def test_a_serverless_application_is_a_nested_stack(project: Path) -> None:
    put(
        main="""\
Transform: AWS::Serverless-2016-10-31
Resources:
  Web:
    Type: AWS::Serverless::Application
    Properties: {Location: ./web.yml, Parameters: {Cluster: c, Kind: b}}
  Far:
    Type: AWS::Serverless::Application
    Properties: {Location: {ApplicationId: x, SemanticVersion: 1.0.0}}
  Alarm: {Type: AWS::CloudWatch::Alarm, Properties: {Name: !GetAtt Web.Outputs.Name}}
""",
        web=CHILD,
    )
    (stack,) = discover(["."]).stacks
    assert [each.address for each in stack.resources] == ["Web", "Far", "Alarm", "Web.Service"]
    assert [each.reason for each in stack.unknowns] == ["the template of the nested stack Far is not at hand"]


def test_a_stack_set_is_a_stack_in_places_of_its_own(project: Path) -> None:
    put(
        main="""\
Resources:
  Cluster: {Type: AWS::ECS::Cluster, Properties: {ClusterName: !Ref AWS::Region}}
  All:
    Type: AWS::CloudFormation::StackSet
    Properties:
      StackSetName: all
      PermissionModel: SELF_MANAGED
      TemplateURL: https://s3.amazonaws.com/bucket/web.yml
      Parameters: [{ParameterKey: Cluster, ParameterValue: !Ref AWS::Region}]
""",
        web=CHILD.replace("${AWS::StackName}-x", "${AWS::Region}-x"),
    )
    (stack,) = discover(["."]).stacks
    service = stack.resources[-1]
    cluster, name = service.body.items["Cluster"], service.body.items["ServiceName"]
    assert isinstance(cluster, Unknown) and isinstance(name, Text) and isinstance(name.parts[0], Unknown)
    assert (cluster.identity, name.parts[0].identity) == ("AWS::Region", "All.AWS::Region")
    # An instance of the set may have parameters of its own.
    assert shown(service.exists) == "All.Kind == 'b'"


def test_a_template_in_the_text_of_a_stack_set_is_shown_there(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(
        main="""\
Resources:
  All:
    Type: AWS::CloudFormation::StackSet
    Properties:
      TemplateBody: |
        Resources:
          Task:
            Type: AWS::ECS::TaskDefinition
            Properties:
              NetworkMode: awsvpc
              ContainerDefinitions: [{Name: a, Image: b, Memory: 4, Links: [c]}]
"""
    )
    main(["check", "--exit-zero", "--format", "concise"])
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("main.yml:5:21: error ECS109 ")
