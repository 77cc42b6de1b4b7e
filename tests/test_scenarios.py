"""Scenarios of a template: what holds under conditions says so, and what they exclude is never said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ecslint.cli import main

Find = Callable[..., list[tuple[str, list[str]]]]

PARAMETERS = """\
Parameters:
  LaunchType: {Type: String, Default: EC2, AllowedValues: [EC2, FARGATE]}
  Stage: {Type: String, Default: dev, AllowedValues: [dev, test, prod]}
  Other: {Type: String, Default: ''}
  Subnets: {Type: CommaDelimitedList, Default: ''}
"""
CONDITIONS = """\
Conditions:
  UseFargate: !Equals [!Ref LaunchType, FARGATE]
  IsProd: !Equals [!Ref Stage, prod]
  Both: !And [!Condition UseFargate, !Condition IsProd]
  HasOther: !Not [!Equals [!Ref Other, '']]
  HasSubnets: !Not [!Equals [!Join ['', !Ref Subnets], '']]
  InEurope: !Equals [!Ref AWS::Region, eu-west-1]
"""
RESOURCES = """\
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: {mode}
      ContainerDefinitions:
        - {{Name: web, Image: nginx, Memory: 256, PortMappings: [{{ContainerPort: 80}}]}}
  Service:
    Type: AWS::ECS::Service
    {condition}
    Properties:
      TaskDefinition: !Ref Task
      DesiredCount: 1
      LoadBalancers: [{{ContainerName: web, ContainerPort: 80, TargetGroupArn: !Ref Group}}]
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {{TargetType: {target}, Port: 80, Protocol: HTTP, VpcId: vpc-1}}
"""


@pytest.fixture
def find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Find:
    """What is found of awsvpc behind a target group of instances: how severe it is, and when it holds."""
    monkeypatch.chdir(tmp_path)

    def find(mode: str, target: str, rules: str = "", condition: str = "") -> list[tuple[str, list[str]]]:
        resources = RESOURCES.format(mode=mode, target=target, condition=condition)
        Path("template.yaml").write_text(PARAMETERS + rules + CONDITIONS + resources, encoding="utf-8")
        return [(each["severity"], each["when"]) for each in checked(capsys)["findings"]]

    return find


def checked(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    main(["check", "--format", "json", "--select", "ECS201"])
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


@pytest.mark.parametrize(
    ("mode", "target", "when"),
    [
        (
            "!If [UseFargate, awsvpc, bridge]",
            "instance",
            "condition UseFargate is true, as with LaunchType=FARGATE",
        ),
        (
            "!If [UseFargate, bridge, awsvpc]",
            "instance",
            "condition UseFargate is false, as with LaunchType=EC2",
        ),
        ("!If [IsProd, bridge, awsvpc]", "instance", "condition IsProd is false, as with Stage=dev"),
        (
            "!If [Both, awsvpc, bridge]",
            "instance",
            "condition Both is true, as with LaunchType=FARGATE and Stage=prod",
        ),
        ("!If [Both, bridge, awsvpc]", "instance", "condition Both is false, as with LaunchType=EC2"),
        ("!If [HasOther, awsvpc, bridge]", "instance", "condition HasOther is true"),
        ("!If [HasOther, bridge, awsvpc]", "instance", 'condition HasOther is false, as with Other=""'),
        ("!If [HasSubnets, awsvpc, bridge]", "instance", "condition HasSubnets is true"),
        (
            "!If [InEurope, awsvpc, bridge]",
            "instance",
            "condition InEurope is true, as with AWS::Region=eu-west-1",
        ),
    ],
)
def test_a_finding_says_when_in_the_words_of_the_template(
    find: Find, mode: str, target: str, when: str
) -> None:
    assert find(mode, target) == [("error", [when])]


@pytest.mark.parametrize(
    ("mode", "target"),
    [
        ("!If [UseFargate, awsvpc, bridge]", "!If [UseFargate, ip, instance]"),
        ("!If [Both, awsvpc, bridge]", "!If [UseFargate, ip, instance]"),
        ("!If [Both, awsvpc, bridge]", "!If [IsProd, ip, instance]"),
        ("!If [InEurope, awsvpc, bridge]", "!If [InEurope, ip, instance]"),
        ("!If [UseFargate, !If [IsProd, awsvpc, bridge], bridge]", "!If [Both, ip, instance]"),
    ],
)
def test_what_the_conditions_exclude_is_not_said(find: Find, mode: str, target: str) -> None:
    assert find(mode, target) == []


def test_the_condition_of_a_resource_is_no_part_of_when(find: Find) -> None:
    assert find("!If [UseFargate, awsvpc, bridge]", "instance", condition="Condition: UseFargate") == [
        ("error", [])
    ]
    assert find("!If [UseFargate, bridge, awsvpc]", "instance", condition="Condition: UseFargate") == []


RULES = """\
Rules:
  Rule:
    {when}
    Assertions:
      - Assert: {demand}
"""
FARGATE_IN_PROD = RULES.format(
    when="RuleCondition: !Equals [!Ref Stage, prod]", demand="{Fn::Contains: [[FARGATE], !Ref LaunchType]}"
)


def test_what_a_rule_of_the_template_excludes_is_not_said(find: Find) -> None:
    mode, target = "!If [IsProd, awsvpc, bridge]", "!If [UseFargate, ip, instance]"
    assert [severity for severity, _ in find(mode, target)] == ["advice"]
    assert find(mode, target, FARGATE_IN_PROD) == []
    everywhere = "!If [IsProd, !If [UseFargate, bridge, awsvpc], bridge]"
    assert find(everywhere, "instance", FARGATE_IN_PROD) == []


@pytest.mark.parametrize(
    "demand",
    [
        "{Fn::Equals: [!Ref LaunchType, FARGATE]}",
        "{Fn::EachMemberEquals: [[!Ref LaunchType], FARGATE]}",
        "{Fn::EachMemberIn: [[!Ref LaunchType, FARGATE], [FARGATE, EXTERNAL]]}",
        "{Fn::Not: [{Fn::Contains: [[EC2], !Ref LaunchType]}]}",
    ],
)
def test_a_rule_without_a_condition_demands_it_always(find: Find, demand: str) -> None:
    mode = "!If [UseFargate, bridge, awsvpc]"
    assert len(find(mode, "instance")) == 1
    assert find(mode, "instance", RULES.format(when="", demand=demand)) == []


def test_a_rule_narrows_what_a_parameter_can_be(find: Find) -> None:
    rule = RULES.format(when="", demand="{Fn::Contains: [[awsvpc], !Ref Other]}")
    assert find("!Ref Other", "instance") == []
    assert find("!Ref Other", "instance", rule) == [("error", [])]


def test_a_rule_that_looks_into_the_account_excludes_nothing(find: Find) -> None:
    rule = RULES.format(
        when="", demand="{Fn::EachMemberIn: [{Fn::ValueOfAll: [VpcId, Tags.X]}, {Fn::RefAll: String}]}"
    )
    assert len(find("!If [UseFargate, awsvpc, bridge]", "instance", rule)) == 1


def test_sixty_conditions_that_nothing_ties_hide_nothing(tmp_path: Path, find: Find, capsys: Any) -> None:
    find("!If [UseFargate, awsvpc, bridge]", "instance")
    text = Path("template.yaml").read_text(encoding="utf-8")
    more = "".join(f"  P{n}: {{Type: String, AllowedValues: [a, b, c]}}\n" for n in range(60))
    conditions = "".join(f"  C{n}: !Equals [!Ref P{n}, a]\n" for n in range(60))
    tags = "".join(f"        - !If [C{n}, {{Key: k{n}, Value: v}}, !Ref AWS::NoValue]\n" for n in range(60))
    text = text.replace("Conditions:\n", f"Conditions:\n{conditions}", 1)
    text = text.replace("Parameters:\n", f"Parameters:\n{more}", 1)
    text = re.sub(r"(      NetworkMode: .*\n)", rf"\1      Tags:\n{tags}", text)
    Path("template.yaml").write_text(text, encoding="utf-8")
    (finding,) = checked(capsys)["findings"]
    assert finding["when"] == ["condition UseFargate is true, as with LaunchType=FARGATE"]


def test_a_condition_with_too_many_ways_to_hold_is_unknown_with_a_reason(find: Find, capsys: Any) -> None:
    find("!If [X40, awsvpc, bridge]", "instance")
    text = Path("template.yaml").read_text(encoding="utf-8")
    more = "".join(f"  P{n}: {{Type: String, AllowedValues: [a, b]}}\n" for n in range(41))
    odd = "  X0: !Equals [!Ref P0, a]\n" + "".join(
        f"  X{n}: !Or [!And [!Condition X{n - 1}, !Equals [!Ref P{n}, a]],"
        f" !And [!Not [!Condition X{n - 1}], !Equals [!Ref P{n}, b]]]\n"
        for n in range(1, 41)
    )
    text = text.replace("Conditions:\n", f"Conditions:\n{odd}", 1).replace(
        "Parameters:\n", f"Parameters:\n{more}", 1
    )
    Path("template.yaml").write_text(text, encoding="utf-8")
    report = checked(capsys)
    assert report["findings"] == []
    assert [each["reason"] for each in report["undetermined"]] == [
        "the condition X40 depends on too many combinations of inputs"
    ]
