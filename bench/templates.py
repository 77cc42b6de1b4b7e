"""Templates of several kinds, each checked by cfn-lint and by ecslint in a process of its own.

cfn-lint checks more than ECS and ecslint more about ECS: the comparison is of what a person waits for.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from bench.timing import ROOT, interleave, process, ratio, script, show

DEMO = ROOT / "tests" / "fixtures" / "demo" / "orders" / "template.yaml"
CONDITIONS = ROOT / "tests" / "fixtures" / "conditions"
ECSLINT = [script("ecslint"), "check", "--exit-zero", "--format", "concise"]


def templates(rounds: int) -> None:
    """Time both on each template, and ecslint alone where cfn-lint looks at a part of the scenarios only."""
    with tempfile.TemporaryDirectory() as folder:
        made = {
            "small, YAML": Path(shutil.copytree(DEMO.parent, Path(folder, "small")), DEMO.name),
            "as from CDK, 300 kB of JSON": written(Path(folder, "cdk"), as_from_cdk(60)),
            "with 4 conditions": written(Path(folder, "few"), with_conditions(4)),
        }
        many = written(Path(folder, "many"), with_conditions(24))
        candidates = {"24 conditions: ecslint": process([*ECSLINT, str(many)])}
        for name, path in made.items():
            candidates[f"{name}: ecslint"] = process([*ECSLINT, str(path)])
            candidates[f"{name}: cfn-lint"] = process([script("cfn-lint"), str(path)])
        medians = interleave(rounds, candidates)
    print()
    show(medians)
    for name in made:
        ratio(f"cfn-lint / ecslint, {name}", medians, f"{name}: cfn-lint", f"{name}: ecslint")


def written(directory: Path, template: dict[str, Any]) -> Path:
    directory.mkdir()
    path = directory / "template.json"
    path.write_text(json.dumps(template, indent=1))
    return path


def as_from_cdk(services: int) -> dict[str, Any]:
    """Services as CDK writes them: a role, a log group, a task, a group and a rule each, with metadata."""
    resources: dict[str, Any] = {}
    for number in range(services):
        for kind, (type_, properties) in _service(f"Web{number}", number).items():
            resources[f"Web{number}{kind}"] = {
                "Type": type_,
                "Properties": properties,
                "Metadata": {"aws:cdk:path": f"Shop/Web{number}/{kind}/Resource"},
            }
    parameters = {name: {"Type": "String"} for name in ("Vpc", "Listener", "Cluster", "Subnet", "Guard")}
    return {"Parameters": parameters, "Resources": resources}


def _service(name: str, number: int) -> dict[str, tuple[str, dict[str, Any]]]:
    attach = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}
    assume = {
        "Action": "sts:AssumeRole",
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
    }
    container = {
        "Name": "web",
        "Image": {"Fn::Join": ["", [{"Ref": "AWS::AccountId"}, ".dkr.ecr.eu-west-1.amazonaws.com/web:1"]]},
        "Essential": True,
        "Environment": [{"Name": f"SETTING_{each}", "Value": f"value {each}"} for each in range(12)],
        "LogConfiguration": {
            "LogDriver": "awslogs",
            "Options": {
                "awslogs-group": {"Ref": f"{name}Logs"},
                "awslogs-region": {"Ref": "AWS::Region"},
                "awslogs-stream-prefix": "web",
            },
        },
        "PortMappings": [{"ContainerPort": 8080, "Protocol": "tcp"}],
    }
    return {
        "Logs": ("AWS::Logs::LogGroup", {"RetentionInDays": 30}),
        "Role": (
            "AWS::IAM::Role",
            {
                "AssumeRolePolicyDocument": {"Statement": [assume], "Version": "2012-10-17"},
                "Policies": [
                    {
                        "PolicyName": "logs",
                        "PolicyDocument": {"Statement": [attach], "Version": "2012-10-17"},
                    }
                ],
            },
        ),
        "Task": (
            "AWS::ECS::TaskDefinition",
            {
                "ContainerDefinitions": [container],
                "Cpu": "256",
                "Memory": "512",
                "ExecutionRoleArn": {"Fn::GetAtt": [f"{name}Role", "Arn"]},
                "Family": name,
                "NetworkMode": "awsvpc",
                "RequiresCompatibilities": ["FARGATE"],
            },
        ),
        "Group": (
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            {"Port": 80, "Protocol": "HTTP", "TargetType": "ip", "VpcId": {"Ref": "Vpc"}},
        ),
        "Rule": (
            "AWS::ElasticLoadBalancingV2::ListenerRule",
            {
                "Actions": [{"Type": "forward", "TargetGroupArn": {"Ref": f"{name}Group"}}],
                "Conditions": [{"Field": "path-pattern", "Values": [f"/{name}/*"]}],
                "ListenerArn": {"Ref": "Listener"},
                "Priority": number + 1,
            },
        ),
        "Service": (
            "AWS::ECS::Service",
            {
                "Cluster": {"Ref": "Cluster"},
                "LaunchType": "FARGATE",
                "LoadBalancers": [
                    {
                        "ContainerName": "web",
                        "ContainerPort": 8080,
                        "TargetGroupArn": {"Ref": f"{name}Group"},
                    }
                ],
                "NetworkConfiguration": {
                    "AwsvpcConfiguration": {
                        "Subnets": [{"Ref": "Subnet"}],
                        "SecurityGroups": [{"Ref": "Guard"}],
                    }
                },
                "TaskDefinition": {"Ref": f"{name}Task"},
            },
        ),
    }


def with_conditions(count: int) -> dict[str, Any]:
    """A task and a service of which as many things depend on conditions that have nothing in common."""
    template = as_from_cdk(1)
    template["Parameters"] |= {
        f"Wants{number}": {"Type": "String", "AllowedValues": ["yes", "no"]} for number in range(count)
    }
    template["Conditions"] = {
        f"Has{number}": {"Fn::Equals": [{"Ref": f"Wants{number}"}, "yes"]} for number in range(count)
    }
    nothing = {"Ref": "AWS::NoValue"}
    containers = template["Resources"]["Web0Task"]["Properties"]["ContainerDefinitions"]
    for number in range(count):
        sidecar = {
            "Name": f"sidecar{number}",
            "Image": "envoy",
            "Essential": {"Fn::If": [f"Has{number}", True, False]},
            "PortMappings": [{"ContainerPort": 9000 + number}],
        }
        containers.append({"Fn::If": [f"Has{number}", sidecar, nothing]})
    return template
