"""What cfn-lint's rules for ECS and load balancers are about: both judge alike, or it is said why not."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cfnlint.config import ConfigMixIn
from cfnlint.runner import Runner

from ecslint.engine.registry import load_rules
from ecslint.engine.run import check
from ecslint.stack import discover

COMPARED = frozenset(
    "E3042 E3044 E3046 E3047 E3048 E3049 E3052 E3053 E3054 E3713".split()
    + "E3676 E3680 E3681 E3683 E3684 E3711".split()
)
"""All rules that cfn-lint has for AWS::ECS and AWS::ElasticLoadBalancingV2 beyond its schemas."""

LOGS = {
    "LogDriver": "awslogs",
    "Options": {"awslogs-group": "web", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web"},
}
WEB = {"Name": "web", "Image": "nginx:1", "PortMappings": [{"ContainerPort": 80}], "LogConfiguration": LOGS}
SIDECAR = {"Name": "sidecar", "Image": "envoy:1", "Essential": False, "LogConfiguration": LOGS}
SOUND: dict[str, Any] = {
    "Task": {
        "Type": "AWS::ECS::TaskDefinition",
        "Properties": {
            "Family": "web",
            "RequiresCompatibilities": ["FARGATE"],
            "NetworkMode": "awsvpc",
            "Cpu": "256",
            "Memory": "512",
            "ExecutionRoleArn": "arn:aws:iam::123456789012:role/execution",
            "ContainerDefinitions": [WEB, SIDECAR],
        },
    },
    "Group": {
        "Type": "AWS::ElasticLoadBalancingV2::TargetGroup",
        "Properties": {"VpcId": "vpc-12345678", "Port": 80, "Protocol": "HTTP", "TargetType": "ip"},
    },
    "Balancer": {
        "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "Properties": {"Type": "application", "Subnets": ["subnet-12345678", "subnet-23456789"]},
    },
    "Listener": {
        "Type": "AWS::ElasticLoadBalancingV2::Listener",
        "Properties": {
            "LoadBalancerArn": {"Ref": "Balancer"},
            "Port": 80,
            "Protocol": "HTTP",
            "DefaultActions": [{"Type": "forward", "TargetGroupArn": {"Ref": "Group"}}],
        },
    },
    "Service": {
        "Type": "AWS::ECS::Service",
        "DependsOn": "Listener",
        "Properties": {
            "Cluster": "main",
            "LaunchType": "FARGATE",
            "TaskDefinition": {"Ref": "Task"},
            "NetworkConfiguration": {
                "AwsvpcConfiguration": {
                    "Subnets": ["subnet-12345678"],
                    "SecurityGroups": ["sg-12345678"],
                }
            },
            "LoadBalancers": [
                {"TargetGroupArn": {"Ref": "Group"}, "ContainerName": "web", "ContainerPort": 80}
            ],
        },
    },
}
ON_INSTANCES: dict[str, Any] = {
    "Task.RequiresCompatibilities": None,
    "Task.NetworkMode": "bridge",
    "Task.Cpu": None,
    "Group.TargetType": "instance",
    "Service.LaunchType": "EC2",
    "Service.NetworkConfiguration": None,
}
DYNAMIC = {**WEB, "PortMappings": [{"ContainerPort": 80, "HostPort": 0}]}
OWN = {
    "Parameters": {"Network": {"Type": "String", "AllowedValues": ["own", "none"]}},
    "Conditions": {"Own": {"Fn::Equals": [{"Ref": "Network"}, "own"]}},
}
FOR_INSTANCES = {
    "Task.RequiresCompatibilities": ["EC2"],
    "Task.NetworkMode": "bridge",
    "Group.TargetType": "instance",
    "Service.NetworkConfiguration": None,
}


class Case(NamedTuple):
    """What is changed in the sound template, what each says of it, and why they differ if they do."""

    what: str
    changes: dict[str, Any]
    theirs: str = ""
    ours: str = ""
    difference: str = ""


def logging(**configuration: object) -> dict[str, Any]:
    return {"Task.ContainerDefinitions": [{**WEB, "LogConfiguration": configuration}]}


CASES = [
    Case("nothing is wrong", {}),
    Case("nothing is wrong on instances", ON_INSTANCES),
    # E3042
    Case(
        "no essential container",
        {"Task.ContainerDefinitions": [{**WEB, "Essential": False}]},
        "E3042",
        "ECS503",
    ),
    Case(
        "no essential container, as text",
        {"Task.ContainerDefinitions": [{**WEB, "Essential": "false"}]},
        "E3042",
        "ECS503",
    ),
    Case(
        "one essential container of two", {"Task.ContainerDefinitions": [{**WEB, "Essential": True}, SIDECAR]}
    ),
    # E3044
    Case("daemon on Fargate", {"Service.SchedulingStrategy": "DAEMON"}, "E3044", "ECS801"),
    Case("replicas on Fargate", {"Service.SchedulingStrategy": "REPLICA"}),
    Case(
        "daemon that CodeDeploy deploys",
        {
            **ON_INSTANCES,
            "Service.SchedulingStrategy": "DAEMON",
            "Service.DeploymentController": {"Type": "CODE_DEPLOY"},
        },
        "E3044",
        "ECS801",
    ),
    Case("daemon on instances", {**ON_INSTANCES, "Service.SchedulingStrategy": "DAEMON"}),
    # E3046
    Case("awslogs without options", logging(LogDriver="awslogs"), "E3046", "ECS604 ECS605"),
    Case(
        "awslogs without a group",
        logging(LogDriver="awslogs", Options={"awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web"}),
        "E3046",
        "ECS604",
    ),
    Case(
        "awslogs without a region",
        logging(LogDriver="awslogs", Options={"awslogs-group": "web", "awslogs-stream-prefix": "web"}),
        "E3046",
        "ECS604",
    ),
    Case(
        "awslogs with a tag",
        logging(LogDriver="awslogs", Options={**LOGS["Options"], "tag": "web"}),  # type: ignore[dict-item]
        "E3046",
        "",
        "the log driver has this option: their list of options is not complete",
    ),
    # E3047
    Case("memory that does not go with the CPU", {"Task.Memory": "4096"}, "E3047", "ECS403"),
    Case("sizes in units", {"Task.Cpu": ".25 vCPU", "Task.Memory": "1 GB"}),
    Case(
        "sizes in units, with a zero before the point",
        {"Task.Cpu": "0.25 vCPU", "Task.Memory": "1 GB"},
        "E3047 E3048",
        "",
        "AWS documents .25 vCPU and 0.25 vCPU alike: their pattern has no zero",
    ),
    # E3048
    Case("Fargate without CPU", {"Task.Cpu": None}, "E3048", "ECS402"),
    Case("Fargate without memory", {"Task.Memory": None}, "E3048", "ECS402"),
    Case("Fargate without a network mode", {"Task.NetworkMode": None}, "E3048", "ECS401"),
    Case("Fargate in bridge mode", {"Task.NetworkMode": "bridge"}, "E3048", "ECS401"),
    Case("CPU that Fargate does not have", {"Task.Cpu": "300"}, "E3047 E3048", "ECS403"),
    Case(
        "placement constraints on Fargate",
        {"Task.PlacementConstraints": [{"Type": "memberOf", "Expression": "attribute:a == b"}]},
        "E3048",
        "ECS414",
    ),
    Case("log driver that Fargate does not have", logging(LogDriver="json-file"), "E3048 E3713", "ECS606"),
    # E3049
    Case(
        "fixed port of the health check, dynamic port of the host",
        {**ON_INSTANCES, "Task.ContainerDefinitions": [DYNAMIC], "Group.HealthCheckPort": "8080"},
        "E3049",
        "ECS217",
    ),
    Case(
        "traffic port of the health check, dynamic port of the host",
        {**ON_INSTANCES, "Task.ContainerDefinitions": [DYNAMIC], "Group.HealthCheckPort": "traffic-port"},
    ),
    Case(
        "port of the health check left out, dynamic port of the host",
        {**ON_INSTANCES, "Task.ContainerDefinitions": [DYNAMIC]},
        "E3049",
        "",
        "the port is the traffic port where none is given",
    ),
    # E3052
    Case("no network configuration", {"Service.NetworkConfiguration": None}, "E3052", "ECS301"),
    Case(
        "no network configuration under a condition",
        {
            **OWN,
            "Service.NetworkConfiguration": {
                "Fn::If": [
                    "Own",
                    SOUND["Service"]["Properties"]["NetworkConfiguration"],
                    {"Ref": "AWS::NoValue"},
                ]
            },
        },
        "",
        "ECS301",
        "they take what Fn::If may leave out as given",
    ),
    # E3053
    Case(
        "another port of the host in awsvpc mode",
        {"Task.ContainerDefinitions": [{**WEB, "PortMappings": [{"ContainerPort": 80, "HostPort": 8080}]}]},
        "E3053",
        "ECS101",
    ),
    Case(
        "the same port of the host in awsvpc mode",
        {"Task.ContainerDefinitions": [{**WEB, "PortMappings": [{"ContainerPort": 80, "HostPort": "80"}]}]},
    ),
    # E3054
    Case(
        "task definition for instances on Fargate",
        FOR_INSTANCES,
        "E3054",
        "ECS404",
    ),
    Case("task definition that Fargate can run, and does not say so", {"Task.RequiresCompatibilities": None}),
    Case(
        "task definition for instances on Fargate, in awsvpc mode",
        {"Task.RequiresCompatibilities": ["EC2"]},
        "",
        "ECS404",
        "what is asked to be compatible with EC2 alone is refused on Fargate in every network mode",
    ),
    Case(
        "task definition for instances on Fargate, named by Fn::Sub",
        {**FOR_INSTANCES, "Service.TaskDefinition": {"Fn::Sub": "${Task}"}},
        "",
        "ECS404",
        "they follow Ref and Fn::GetAtt, not Fn::Sub",
    ),
    # E3713
    Case(
        "log driver that Fargate does not have, and a task definition that does not say Fargate",
        {"Task.RequiresCompatibilities": None, **logging(LogDriver="syslog")},
        "E3713",
        "ECS606",
    ),
    # E3676
    Case("HTTPS without a certificate", {"Listener.Protocol": "HTTPS"}, "E3676", "ECS225"),
    Case(
        "HTTPS with a certificate",
        {
            "Listener.Protocol": "HTTPS",
            "Listener.Certificates": [{"CertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/a"}],
        },
    ),
    # E3680
    Case(
        "one subnet for an application load balancer",
        {
            "Resources.A": {
                "Type": "AWS::EC2::Subnet",
                "Properties": {
                    "VpcId": "vpc-12345678",
                    "CidrBlock": "10.0.0.0/24",
                    "AvailabilityZone": "eu-west-1a",
                },
            },
            "Balancer.Subnets": [{"Ref": "A"}],
        },
        "E3680",
        "ECS226",
    ),
    Case(
        "one subnet that nothing is known of",
        {"Balancer.Subnets": ["subnet-12345678"]},
        "E3680",
        "",
        "one subnet is enough on an Outpost and in a Local Zone",
    ),
    Case(
        "one subnet for a network load balancer",
        {
            "Balancer.Type": "network",
            "Balancer.Subnets": ["subnet-12345678"],
            "Group.Protocol": "TCP",
            "Listener.Protocol": "TCP",
        },
    ),
    # E3681
    Case("target group without a port", {"Group.Port": None}, "E3681", "ECS229"),
    Case(
        "target group of a Lambda function behind a service",
        {"Group": {"TargetType": "lambda"}},
        "",
        "ECS204",
        "theirs does not look at what a service is attached to",
    ),
    # E3683
    Case(
        "GENEVE at another port",
        {"Group.Protocol": "GENEVE", "Group.Port": 80},
        "E3683",
        "ECS219",
    ),
    # E3684
    Case(
        "a matcher for a health check by TCP",
        {
            "Group.Protocol": "TCP",
            "Balancer.Type": "network",
            "Listener.Protocol": "TCP",
            "Group.HealthCheckProtocol": "TCP",
            "Group.Matcher": {"HttpCode": "200"},
        },
        "E3684",
        "ECS220",
    ),
    # E3711
    Case(
        "GENEVE behind a listener rule",
        {
            "Group.Protocol": "GENEVE",
            "Group.Port": 6081,
            "Listener.DefaultActions": [
                {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
            ],
            "Resources.Rule": {
                "Type": "AWS::ElasticLoadBalancingV2::ListenerRule",
                "Properties": {
                    "ListenerArn": {"Ref": "Listener"},
                    "Priority": 1,
                    "Conditions": [{"Field": "path-pattern", "Values": ["/*"]}],
                    "Actions": [{"Type": "forward", "TargetGroupArn": {"Ref": "Group"}}],
                },
            },
            "Service.DependsOn": "Rule",
        },
        "E3711",
        "ECS219",
    ),
]


def template_of(changes: dict[str, Any]) -> dict[str, Any]:
    """The sound template, changed: a path leads to a property, None takes it away."""
    template: dict[str, Any] = {"Resources": copy.deepcopy(SOUND)}
    for path, value in changes.items():
        first, _, name = path.partition(".")
        if first == "Resources":
            template["Resources"][name] = value
        elif name == "DependsOn":
            template["Resources"][first][name] = value
        elif name and value is None:
            del template["Resources"][first]["Properties"][name]
        elif name:
            template["Resources"][first]["Properties"][name] = value
        elif first in template["Resources"]:
            template["Resources"][first]["Properties"] = value
        else:
            template[first] = value
    return template


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_both_judge_alike_or_there_is_a_reason(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "template.json"
    path.write_text(json.dumps(template_of(case.changes)), encoding="utf-8")
    matches = Runner(ConfigMixIn([str(path), "--regions", "eu-west-1"])).run()
    theirs = {match.rule.id for match in matches} & COMPARED
    ours = {finding.code for finding in check(discover([str(path)]).stacks, load_rules()).findings}
    assert (" ".join(sorted(theirs)), " ".join(sorted(ours))) == (case.theirs, case.ours)
    assert bool(case.difference) == (bool(case.theirs) != bool(case.ours))
