"""Whether tasks can get out of their subnets, wherever routes and endpoints are declared."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.engine.registry import load_rules
from ecslint.engine.run import check
from ecslint.stack import discover

CODES = ("ECS310", "ECS311", "ECS312")
SERVICE = """
resource "aws_ecs_task_definition" "web" {
  family                   = "web"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions    = jsonencode([{ name = "web", image = "nginx:1.27" }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  desired_count   = 1
  launch_type     = "FARGATE"
  task_definition = aws_ecs_task_definition.web.arn
  network_configuration {
    subnets         = aws_subnet.a[*].id
    security_groups = ["sg-1"]
  }
}
"""
VPC = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.${count.index}.0/24"
}
"""
GATEWAY = 'resource "aws_internet_gateway" "main" {\n  vpc_id = aws_vpc.main.id\n}\n'
OWN = """
resource "aws_route_table" "a" {
  vpc_id = aws_vpc.main.id
}
resource "aws_route_table_association" "a" {
  count          = 2
  subnet_id      = element(aws_subnet.a[*].id, count.index)
  route_table_id = aws_route_table.a.id
}
"""
TO_GATEWAY = 'gateway_id = aws_internet_gateway.main.id\n  destination_cidr_block = "0.0.0.0/0"'
TO_NAT = 'nat_gateway_id = "nat-1"\n  destination_cidr_block = "0.0.0.0/0"'


def route(table: str, target: str, extra: str = "") -> str:
    return f'resource "aws_route" "r" {{\n  {extra}\n  route_table_id = {table}\n  {target}\n}}\n'


def found(directory: Path, *parts: str, name: str = "main.tf") -> list[str]:
    (directory / name).write_text("".join(parts), encoding="utf-8")
    outcome = check(discover([str(directory)]).stacks, [r for r in load_rules() if r.code in CODES])
    assert outcome.faults == []
    return [finding.code for finding in outcome.findings]


@pytest.mark.parametrize(
    "network",
    [
        VPC,
        VPC + OWN,
        VPC + OWN + GATEWAY + route("aws_route_table.a.id", TO_GATEWAY),
        VPC + GATEWAY + route("aws_vpc.main.main_route_table_id", TO_GATEWAY),
        VPC + 'resource "aws_default_route_table" "main" {\n'
        "  default_route_table_id = aws_vpc.main.default_route_table_id\n}\n",
        VPC + 'resource "aws_route_table" "b" {\n  vpc_id = aws_vpc.main.id\n}\n'
        'resource "aws_main_route_table_association" "b" {\n'
        "  vpc_id = aws_vpc.main.id\n  route_table_id = aws_route_table.b.id\n}\n",
        VPC
        + OWN.replace(
            "main.id\n}",
            'main.id\n  route {\n    cidr_block = "10.0.0.0/16"\n    gateway_id = "local"\n  }\n}',
            1,
        ),
        VPC + OWN + route("aws_route_table.a.id", TO_NAT, "count = 0"),
        VPC + OWN + 'resource "aws_lambda_function" "f" {\n  vpc_config {\n'
        "    subnet_ids = aws_subnet.a[*].id\n  }\n}\n",
    ],
    ids=["main", "own", "gateway", "main gateway", "default", "other main", "local", "no NAT", "Lambda"],
)
def test_subnets_that_lead_nowhere(network: str, tmp_path: Path) -> None:
    assert found(tmp_path, SERVICE, network) == ["ECS311"]


@pytest.mark.parametrize(
    "network",
    [
        VPC + OWN + route("aws_route_table.a.id", TO_NAT),
        VPC + route("aws_vpc.main.main_route_table_id", TO_NAT),
        VPC + OWN + route("aws_route_table.a.id", 'transit_gateway_id = "tgw-1"\n  '
                          'destination_cidr_block = "10.0.0.0/8"'),
        VPC + OWN + GATEWAY + route("aws_route_table.a.id", 'gateway_id = aws_internet_gateway.main.id\n  '
                                    'destination_ipv6_cidr_block = "::/0"'),
        VPC + OWN.replace("main.id\n}", 'main.id\n  propagating_vgws = ["vgw-1"]\n}', 1),
        'variable "nat" {\n  type = bool\n}\n'
        + VPC + OWN + route("aws_route_table.a.id", TO_NAT, "count = length(data.aws_subnets.s.ids)")
        + 'data "aws_subnets" "s" {\n}\n',
        VPC + OWN + 'output "vpc" {\n  value = aws_vpc.main.id\n}\n',
        VPC + OWN + 'output "table" {\n  value = aws_route_table.a.id\n}\n',
        VPC + OWN + 'module "more" {\n  source = "example.com/x/y"\n  table = aws_route_table.a.id\n}\n',
        VPC + 'module "more" {\n  source = "example.com/x/y"\n  subnets = aws_subnet.a[*].id\n}\n',
        VPC + OWN + 'resource "aws_vpn_gateway_route_propagation" "p" {\n  vpn_gateway_id = "vgw-1"\n'
        "  route_table_id = aws_route_table.a.id\n}\n",
        VPC.replace("aws_vpc.main.id", '"vpc-1"'),
        VPC + OWN.replace("aws_route_table.a.id", '"rtb-1"'),
        VPC + OWN + 'resource "aws_vpc_endpoint" "e" {\n  vpc_id = aws_vpc.main.id\n'
        '  service_name = "com.amazonaws.eu-west-1.ecr.api"\n}\n',
    ],
    ids=["NAT", "main NAT", "transit gateway", "IPv6", "propagation", "NAT of unknown number", "VPC output",
         "table output", "table to module", "subnets to module", "VPN propagation", "other VPC",
         "other table", "endpoint"],
)  # fmt: skip
def test_subnets_that_may_lead_somewhere(network: str, tmp_path: Path) -> None:
    assert found(tmp_path, SERVICE, network) == []


def test_one_subnet_with_a_way_out_is_enough(tmp_path: Path) -> None:
    tables = OWN.replace("count          = 2\n", "").replace(
        "element(aws_subnet.a[*].id, count.index)", "aws_subnet.a[0].id"
    )
    assert found(tmp_path, SERVICE, VPC, tables, route("aws_route_table.a.id", TO_NAT)) == []


def test_a_condition_on_the_nat_gateway(tmp_path: Path) -> None:
    text = 'variable "nat" {\n  type = bool\n}\n'
    network = VPC + OWN + route("aws_route_table.a.id", TO_NAT, "count = var.nat ? 1 : 0")
    (tmp_path / "main.tf").write_text(SERVICE + text + network, encoding="utf-8")
    outcome = check(discover([str(tmp_path)]).stacks, [r for r in load_rules() if r.code in CODES])
    assert [(f.code, f.when) for f in outcome.findings] == [("ECS311", ("!var.nat",))]


TEMPLATE = """
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}
  Service:
    Type: AWS::ECS::Service
    Properties:
      LaunchType: FARGATE
      DesiredCount: 1
      TaskDefinition: arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1
      NetworkConfiguration:
        AwsvpcConfiguration: {Subnets: [!Ref Subnet], SecurityGroups: [sg-1]}
"""


def test_what_a_custom_resource_does_with_the_vpc_is_not_known(tmp_path: Path) -> None:
    assert found(tmp_path, TEMPLATE, name="template.yaml") == ["ECS311"]
    custom = "  Custom:\n    Type: Custom::Endpoints\n    Properties: {ServiceToken: arn, Vpc: !Ref Vpc}\n"
    assert found(tmp_path, TEMPLATE + custom, name="template.yaml") == []
