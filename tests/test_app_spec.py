"""AppSpec files of CodeDeploy: what they deploy, and what of it can be known."""

from __future__ import annotations

import pytest
from plain_values import MORE, plain
from projects import write
from test_stack import stacks

from ecslint.cli import main
from ecslint.parsers import ecs_json
from ecslint.resource import Resource
from ecslint.source import Workspace

SPEC = """\
version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: <TASK_DEFINITION>
        LoadBalancerInfo:
          ContainerName: "web"
          ContainerPort: 80
"""
JSON = """\
{"version": 1, "resources": [{"TargetService": {"type": "AWS::ECS::Service", "properties": {
  "taskDefinition": "<TASK_DEFINITION>",
  "loadBalancerInfo": {"containerName": "web", "containerPort": 80}
}}}]}
"""
TASK = (
    '{"family": "web", "networkMode": "awsvpc", "containerDefinitions": '
    '[{"name": "web", "image": "nginx", "memory": 128, "portMappings": [{"containerPort": 80}]}]}'
)

pytestmark = pytest.mark.usefixtures("repository")


def deployed(**files: str) -> Resource:
    """The service that the AppSpec file among some files deploys to."""
    paths = [name.replace("_", ".") for name in files]
    write(dict(zip(paths, files.values(), strict=True)))
    stack = ecs_json.load(Workspace("."), paths, "deploy")
    assert stack.problems == []
    (service,) = (resource for resource in stack.resources if resource.type == "service")
    return service


@pytest.mark.parametrize(("name", "spec"), [("appspec_yaml", SPEC), ("appspec_json", JSON)])
def test_it_is_an_update_of_the_service_that_it_deploys_to(name: str, spec: str) -> None:
    service = deployed(**{name: spec, "taskdef_json": TASK})
    assert service.address == name.replace("_", ".")
    assert plain(service.body) == {
        "taskDefinition": "<-> web>",
        "loadBalancers": [{"containerName": "web", "containerPort": 80, MORE: 1}],
        "deploymentController": {"type": "CODE_DEPLOY"},
        MORE: 1,
    }


def test_all_that_it_may_give_is_read() -> None:
    more = """\
        PlatformVersion: "LATEST"
        NetworkConfiguration:
          AwsVpcConfiguration:
            Subnets: ["subnet-1"]
            AssignPublicIp: "ENABLED"
        CapacityProviderStrategy:
          - Base: 1
            CapacityProvider: "FARGATE"
"""
    body = plain(deployed(appspec_yaml=SPEC + more).body)
    assert isinstance(body, dict)
    assert {
        key: body[key] for key in ("platformVersion", "networkConfiguration", "capacityProviderStrategy")
    } == {
        "platformVersion": "LATEST",
        "networkConfiguration": {
            "awsvpcConfiguration": {"subnets": ["subnet-1"], "assignPublicIp": "ENABLED"}
        },
        "capacityProviderStrategy": [{"base": 1, "capacityProvider": "FARGATE"}],
    }


@pytest.mark.parametrize(
    ("reference", "others", "expected"),
    [
        ("<TASK_DEFINITION>", {}, "<-> web>"),
        (
            "<TASK_DEFINITION>",
            {"other_json": TASK},
            "<which of the task definitions beside it replaces <TASK_DEFINITION> is not known>",
        ),
        (
            "<TASK_DEFINITION_ARN>",
            {},
            "<the placeholder <TASK_DEFINITION_ARN> is filled in by a deploy tool>",
        ),
        ("arn:aws:ecs:r:1:task-definition/web:7", {}, "arn:aws:ecs:r:1:task-definition/web:7"),
    ],
)
def test_the_placeholder_of_codepipeline_is_the_one_task_definition_beside_it(
    reference: str, others: dict[str, str], expected: str
) -> None:
    spec = SPEC.replace("<TASK_DEFINITION>", f'"{reference}"')
    service = deployed(appspec_yaml=spec, taskdef_json=TASK, **others)
    assert plain(service.body.items["taskDefinition"]) == expected


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (("ContainerPort: 80", "ContainerPort: 81"), ["ECS206"]),
        (('"web"', '"wbe"'), ["ECS205"]),
        (("<TASK_DEFINITION>", "arn:aws:ecs:r:1:task-definition/web:7"), []),
        (("80\n", '"80"\n'), []),
    ],
)
def test_containers_and_ports_are_looked_for_in_the_task_definition(
    change: tuple[str, str], found: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write({"deploy/appspec.yaml": SPEC.replace(*change), "deploy/taskdef.json": TASK})
    main(["check", "--exit-zero", "--format", "concise"])
    assert [line.split()[2] for line in capsys.readouterr().out.splitlines()] == found


def test_one_for_another_compute_platform_is_not_looked_at() -> None:
    other = "version: 0.0\nos: linux\nfiles:\n  - source: /taskDefinition\n    destination: /x\n"
    write(
        {
            "appspec.yml": other,
            "lambda/appspec.yml": SPEC.replace("AWS::ECS::Service", "AWS::Lambda::Function"),
        }
    )
    assert stacks() == {}
