"""States that run tasks are held to the same rules as services."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecslint.engine.finding import Outcome
from ecslint.engine.registry import load_rules
from ecslint.engine.run import check
from ecslint.stack import discover

RUN = "arn:aws:states:::ecs:runTask.sync"
NETWORK = {"AwsvpcConfiguration": {"Subnets": ["subnet-1"], "SecurityGroups": ["sg-1"]}}
TASK = """
resource "aws_ecs_task_definition" "job" {
  family                = "job"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([{ name = "job", image = "busybox", memory = 64 }])
}
"""
TEMPLATE = """
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      ContainerDefinitions: [{Name: job, Image: busybox, Memory: 64}]
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
"""


def outcome(directory: Path, name: str, text: str) -> Outcome:
    (directory / name).write_text(text, encoding="utf-8")
    result = check(discover([str(directory)]).stacks, [r for r in load_rules() if r.severity != "advice"])
    assert result.faults == []
    return result


def codes(directory: Path, name: str, text: str) -> list[str]:
    return [finding.code for finding in outcome(directory, name, text).findings]


def machine(definition: str) -> str:
    return TASK + f'resource "aws_sfn_state_machine" "jobs" {{\n  definition = {definition}\n}}\n'


def encoded(states: dict[str, object]) -> str:
    """A definition as an expression of Terraform in which the task definition is referred to."""
    text = json.dumps({"StartAt": "Run", "States": states})
    return f"jsonencode({text})".replace('"TASK"', "aws_ecs_task_definition.job.arn")


def state(resource: str = RUN, **parameters: object) -> dict[str, object]:
    return {"Type": "Task", "Resource": resource, "Parameters": {"TaskDefinition": "TASK", **parameters}}


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, ["ECS301"]),
        ({"NetworkConfiguration": NETWORK}, []),
        ({"NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": []}}}, ["ECS305", "ECS303"]),
        ({"LaunchType": "EC2", "PlatformVersion": "1.4.0", "NetworkConfiguration": NETWORK}, ["ECS410"]),
        ({"NetworkConfiguration.$": "$.network"}, []),
        ({"TaskDefinition": None, "TaskDefinition.$": "$.task"}, []),
    ],
)
def test_a_state_that_runs_a_task(parameters: dict[str, object], expected: list[str], tmp_path: Path) -> None:
    found = codes(tmp_path, "main.tf", machine(encoded({"Run": state(**parameters)})))
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("suffix", ["", ".sync", ".waitForTaskToken"])
@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_all_ways_of_waiting_for_a_task(suffix: str, partition: str, tmp_path: Path) -> None:
    resource = f"arn:{partition}:states:::ecs:runTask{suffix}"
    assert codes(tmp_path, "main.tf", machine(encoded({"Run": state(resource)}))) == ["ECS301"]


def test_states_of_other_services_are_none_of_its_business(tmp_path: Path) -> None:
    other = state("arn:aws:states:::batch:submitJob.sync")
    assert codes(tmp_path, "main.tf", machine(encoded({"Run": other}))) == []


def test_states_inside_of_others(tmp_path: Path) -> None:
    inner = {"StartAt": "Inner", "States": {"Inner": state()}}
    states: dict[str, object] = {
        "Parallel": {"Type": "Parallel", "Branches": [inner, inner]},
        "Map": {"Type": "Map", "ItemProcessor": {"StartAt": "Inner", "States": {"Inner": state()}}},
        "OldMap": {"Type": "Map", "Iterator": {"StartAt": "Inner", "States": {"Inner": state()}}},
    }
    assert codes(tmp_path, "main.tf", machine(encoded(states))) == ["ECS301"] * 4


def test_arguments_in_jsonata(tmp_path: Path) -> None:
    known = {"Type": "Task", "Resource": RUN, "Arguments": {"TaskDefinition": "TASK"}}
    computed = {
        "Type": "Task",
        "Resource": RUN,
        "Arguments": {"TaskDefinition": "TASK", "NetworkConfiguration": "{% $network %}"},
    }
    assert codes(tmp_path, "main.tf", machine(encoded({"Known": known, "Computed": computed}))) == ["ECS301"]


def test_a_state_says_which_one_it_is(tmp_path: Path) -> None:
    found = outcome(tmp_path, "main.tf", machine(encoded({"Nightly run": state()}))).findings
    assert [finding.message for finding in found] == [
        'state "Nightly run" of aws_sfn_state_machine.jobs has no network configuration, but '
        "aws_ecs_task_definition.job runs in awsvpc mode"
    ]


def test_text_with_substitutions_in_cloudformation(tmp_path: Path) -> None:
    text = json.dumps({"States": {"Run": state(LaunchType="${Type}")}}).replace("TASK", "${Job}")
    properties = f"""
      DefinitionString: '{text}'
      DefinitionSubstitutions:
        Job: !Ref Task
        Type: EC2
"""
    assert codes(tmp_path, "template.yaml", TEMPLATE + properties) == ["ECS301"]


def test_an_object_and_sub_in_cloudformation(tmp_path: Path) -> None:
    properties = """
      Definition:
        StartAt: Run
        States:
          Run:
            Type: Task
            Resource: !Sub arn:${AWS::Partition}:states:::ecs:runTask.sync
            Parameters:
              TaskDefinition: ${Job}
              NetworkConfiguration:
                AwsvpcConfiguration:
                  Subnets: [subnet-1]
      DefinitionSubstitutions:
        Job: !Ref Task
"""
    found = outcome(tmp_path, "template.yaml", TEMPLATE + properties).findings
    assert [(finding.code, finding.at.span.line) for finding in found] == [("ECS303", 21)]


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ("var.definition", "var.definition has no default"),
        ('"{ no json"', "the definition is not JSON"),
    ],
)
def test_a_definition_that_cannot_be_read_is_counted(definition: str, reason: str, tmp_path: Path) -> None:
    text = 'variable "definition" {\n  type = string\n}\n' + machine(definition)
    result = outcome(tmp_path, "main.tf", text)
    assert result.findings == []
    assert any(abstention.reason.startswith(reason) for abstention in result.abstentions)


def test_a_definition_in_s3_is_counted(tmp_path: Path) -> None:
    properties = "      DefinitionS3Location: {Bucket: definitions, Key: jobs.json}\n"
    result = outcome(tmp_path, "template.yaml", TEMPLATE + properties)
    assert result.findings == []
    assert [a.reason for a in result.abstentions if a.resource == "Machine"] == ["the definition is in S3"]


SERVERLESS = TEMPLATE.replace("AWS::StepFunctions::", "AWS::Serverless::")


def test_a_state_machine_of_sam(tmp_path: Path) -> None:
    definition = json.dumps({"States": {"Run": state()}}).replace('"TASK"', "!Ref Task")
    assert codes(tmp_path, "template.yaml", f"{SERVERLESS}      Definition: {definition}\n") == ["ECS301"]


def test_a_definition_of_sam_in_a_file_is_counted(tmp_path: Path) -> None:
    result = outcome(tmp_path, "template.yaml", f"{SERVERLESS}      DefinitionUri: jobs.asl.json\n")
    reasons = [a.reason for a in result.abstentions if a.resource == "Machine"]
    assert (result.findings, reasons) == ([], ["the definition is in a file of its own"])
