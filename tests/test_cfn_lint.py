"""ecslint as rules for cfn-lint: the same findings at the same places, under ids of cfn-lint's own kind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cfnlint.config import ConfigMixIn
from cfnlint.match import Match
from cfnlint.runner import Runner

from ecslint import cfn_lint_ids
from ecslint.cli import main
from ecslint.engine.finding import SEVERITIES
from ecslint.engine.registry import load_rules
from ecslint.integrations import cfn_lint

PACKAGE = "ecslint.integrations.cfn_lint"
COMMAND = str(Path(sys.executable).parent / "cfn-lint")

TEMPLATE = """\
Parameters:
  Vpc: {Type: AWS::EC2::VPC::Id}
  Mode: {Type: String, Default: bridge, AllowedValues: [bridge, awsvpc]}
  Subnet: {Type: AWS::EC2::Subnet::Id}
  Role: {Type: String}
Conditions:
  Own: !Equals [!Ref Mode, awsvpc]
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      NetworkMode: !Ref Mode
      ContainerDefinitions:
        - Name: web
          Image: nginx
          Memory: 64
          PortMappings: [{ContainerPort: 80}]
          DependsOn:
            - {ContainerName: !Sub "none", Condition: START}
  Targets:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {VpcId: !Ref Vpc, Port: 80, Protocol: HTTP, TargetType: ip}
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Role
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]
  Service:
    Type: AWS::ECS::Service
    DependsOn: Balancer
    Properties:
      TaskDefinition: !Ref Task
      LaunchType: EC2
      NetworkConfiguration:
        Fn::If:
          - Own
          - AwsvpcConfiguration: {Subnets: [!Ref Subnet]}
          - !Ref AWS::NoValue
      LoadBalancers:
        - {TargetGroupArn: !Ref Targets, ContainerName: web, ContainerPort: 81}
"""


@pytest.fixture(autouse=True)
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lint(*arguments: str) -> list[Match]:
    """What our rules find in a run of cfn-lint in this process."""
    matches = Runner(ConfigMixIn([*arguments, "--append-rules", PACKAGE])).run()
    return [match for match in matches if match.rule.id[1] == "9" or match.rule.id == "E0002"]


def ids(*arguments: str) -> list[str]:
    return sorted(match.rule.id for match in lint(*arguments))


def written(text: str = TEMPLATE, name: str = "template.yaml") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def reported(path: str, capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, object]]:
    """The findings that `ecslint check` reports."""
    main(["check", path, "--format", "json", "--exit-zero", *options])
    findings: list[dict[str, object]] = json.loads(capsys.readouterr().out)["findings"]
    return findings


def places(findings: list[dict[str, object]]) -> list[tuple[object, ...]]:
    keys = ("line", "column", "end_line", "end_column")
    return sorted(
        (cfn_lint_ids.identifier(str(each["code"]), str(each["severity"])), *(each[key] for key in keys))
        for each in findings
    )


def matched(matches: list[Match]) -> list[tuple[object, ...]]:
    return sorted(
        (each.rule.id, each.linenumber, each.columnnumber, each.linenumberend, each.columnnumberend)
        for each in matches
    )


def test_the_same_is_found_at_the_same_places(capsys: pytest.CaptureFixture[str]) -> None:
    path = written()
    expected = places(reported(path, capsys))
    assert len(expected) >= 3
    assert matched(lint(path)) == expected


def test_the_same_is_found_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    task = {
        "Family": "web",
        "NetworkMode": "awsvpc",
        "ContainerDefinitions": [
            {"Name": "web", "Image": "nginx", "PortMappings": [{"ContainerPort": 80, "HostPort": 8080}]}
        ],
    }
    template = {"Resources": {"Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": task}}}
    path = written(json.dumps(template, indent=1), "template.json")
    expected = places(reported(path, capsys))
    assert expected
    assert matched(lint(path)) == expected


def test_a_match_says_what_is_wrong_when_and_where_in_the_template() -> None:
    found = {match.rule.id: match for match in lint(written())}
    match = found["E9202"]
    assert match.message == (
        "target group Targets registers addresses, but task definition Task runs in bridge mode and has none"
        ' of its own (when Mode == "bridge")'
    )
    assert match.path == ["Resources", "Targets", "Properties", "TargetType"]  # type: ignore[attr-defined]
    assert match.rule.source_url.endswith("/rules/load_balancing/ECS202.md")
    assert match.rule.shortdesc.startswith("A target group of addresses")


def test_the_path_leads_through_functions() -> None:
    match = next(match for match in lint(written()) if "none" in match.message and match.linenumber == 20)
    assert match.path == [  # type: ignore[attr-defined]
        *("Resources", "Task", "Properties", "ContainerDefinitions", 0, "DependsOn", 0, "ContainerName")
    ]


def test_advice_is_informational_and_has_to_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    path = written()
    advice = places(reported(path, capsys, "--select", "all"))
    assert any(str(each[0]).startswith("I9") for each in advice)
    assert not any(found.startswith("I") for found in ids(path))
    assert matched(lint(path, "--include-checks", "I")) == advice


@pytest.mark.parametrize("ignored", ["E9202", "E92", "E9"])
def test_a_finding_is_suppressed_by_option(ignored: str) -> None:
    path = written()
    before = ids(path)
    assert "E9202" in before
    assert ids(path, "--ignore-checks", ignored) == [id for id in before if not id.startswith(ignored)]


def test_a_finding_is_suppressed_by_the_metadata_of_its_resource() -> None:
    metadata = "    Metadata: {cfn-lint: {config: {ignore_checks: [E9202]}}}\n"
    kind = "    Type: AWS::ElasticLoadBalancingV2::TargetGroup\n"
    before = ids(written())
    after = ids(written(TEMPLATE.replace(kind, kind + metadata)))
    assert after == [id for id in before if id != "E9202"]
    elsewhere = "  Elsewhere:\n    Type: AWS::ECS::Cluster\n"
    useless = "W9002"
    assert ids(written(TEMPLATE + elsewhere + metadata)) == sorted([*before, useless])


def test_a_finding_is_suppressed_by_the_metadata_of_the_template() -> None:
    metadata = "Metadata: {cfn-lint: {config: {ignore_checks: [E92]}}}\n"
    assert [id for id in ids(written(metadata + TEMPLATE)) if id.startswith("E92")] == []


def test_a_template_is_analysed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    analysed: list[str | None] = []
    analyse = cfn_lint.analyse

    def counting(file: str | None, *rest: object) -> object:
        analysed.append(file)
        return analyse(file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(cfn_lint, "analyse", counting)
    lint(written(), written(TEMPLATE, "other.yaml"))
    assert sorted(map(str, analysed)) == ["other.yaml", "template.yaml"]


def test_every_code_has_an_id_for_each_severity() -> None:
    expected = {cfn_lint_ids.identifier(rule.code, each) for rule in load_rules() for each in SEVERITIES}
    runner = Runner(ConfigMixIn(["--append-rules", PACKAGE]))
    assert {id for id in runner.rules if id[1] == "9"} == expected
    assert {cfn_lint_ids.code(id) for id in expected} == {rule.code for rule in load_rules()}


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("ECS201", "ECS201"),
        ("E9201", "ECS201"),
        ("W9201", "ECS201"),
        ("I92", "ECS2"),
        ("ECS2", "ECS2"),
        ("E9", "ECS"),
        ("E3012", ""),
        ("E", ""),
        ("X9201", ""),
        ("E92011", ""),
        ("ECStasy", ""),
        ("", ""),
    ],
)
def test_both_spellings_of_a_code_are_understood(word: str, code: str) -> None:
    assert cfn_lint_ids.code(word) == code


def test_what_is_wrong_in_a_nested_template_is_found_there_and_where_it_is_nested() -> None:
    written(
        """\
Resources:
  Web:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: child.yaml
      Parameters: {Mode: awsvpc}
""",
        "parent.yaml",
    )
    written(
        """\
Parameters:
  Mode: {Type: String}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      NetworkMode: !Ref Mode
      ContainerDefinitions:
        - {Name: web, Image: nginx, Memory: 64, PortMappings: [{ContainerPort: 80, HostPort: 8080}]}
""",
        "child.yaml",
    )
    (below,) = lint("child.yaml")
    (above,) = lint("parent.yaml")
    message = (
        'container "web" maps host port 8080 to container port 80, but in awsvpc mode the two must be equal'
    )
    assert (below.rule.id, below.linenumber, below.message) == ("E9101", 10, message)
    assert (above.rule.id, above.message) == ("E9101", f"{message} (at child.yaml:10:84)")
    assert above.path[:2] == ["Resources", "Web"]  # type: ignore[attr-defined]


def test_configuration_that_cannot_be_meant_is_said_once() -> None:
    written("nonsense = 1\n", "ecslint.toml")
    (match,) = lint(written())
    assert match.rule.id == "E0002"
    assert "ecslint.toml: there is no key 'nonsense'" in match.message


def test_the_command_line_of_cfn_lint_reports_and_fails() -> None:
    path = written()
    done = subprocess.run(
        [COMMAND, path, "--append-rules", PACKAGE], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2 + 4, "")  # errors and warnings
    assert "E9202 target group Targets registers addresses" in done.stdout
    assert "template.yaml:23:61" in done.stdout


def test_a_template_from_a_pipe_is_found_by_its_paths() -> None:
    done = subprocess.run(
        [COMMAND, "--append-rules", PACKAGE, "--format", "json"],
        input=TEMPLATE,
        capture_output=True,
        text=True,
        check=False,
    )
    piped = [match for match in json.loads(done.stdout) if match["Rule"]["Id"][1] == "9"]
    direct = lint(written())
    assert sorted(
        (each["Rule"]["Id"], each["Message"], each["Location"]["Path"]) for each in piped
    ) == sorted(
        (each.rule.id, each.message, each.path)  # type: ignore[attr-defined]
        for each in direct
    )
    lines = {each["Rule"]["Id"]: each["Location"]["Start"]["LineNumber"] for each in piped}
    assert lines["E9202"] == 23
    assert os.listdir() == ["template.yaml"]


def test_a_check_never_imports_cfn_lint() -> None:
    program = (
        "import sys; from ecslint.cli import main; main(['check', '--exit-zero', 'template.yaml']);"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'cfnlint']"
    )
    written()
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "error[ECS202]" in done.stdout
