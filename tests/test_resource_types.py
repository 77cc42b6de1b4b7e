"""Every spelling of a resource is understood, in Terraform and in CloudFormation."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecslint.engine.registry import load_rules
from ecslint.engine.run import check
from ecslint.stack import discover

TASK = """
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([{
    name         = "web"
    image        = "nginx:1.27"
    memory       = 64
    portMappings = [{ containerPort = 80 }]
  }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  load_balancer {
    target_group_arn = aws_alb_target_group.web.arn
    container_name   = "web"
    container_port   = 80
  }
}
resource "aws_alb_target_group" "web" {
  port        = 80
  protocol    = "HTTP"
  target_type = "KIND"
}
"""
INSTANCES = TASK.replace("KIND", "instance")
ADDRESSES = TASK.replace("KIND", "ip")
ATTACHED = """
resource "aws_alb_target_group_attachment" "web" {
  target_group_arn = aws_alb_target_group.web.arn
  target_id        = "10.0.0.1"
}
"""
HTTPS = """
resource "aws_alb_listener" "web" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/1"
  port              = 443
  protocol          = "HTTPS"
  default_action {
    type             = "forward"
    target_group_arn = aws_alb_target_group.web.arn
  }
}
"""
RULE = """
resource "aws_alb_listener_rule" "web" {
  listener_arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/1/2"
  action {
    type             = "forward"
    target_group_arn = aws_alb_target_group.web.arn
  }
  condition {
    path_pattern {
      values = ["/"]
    }
  }
}
"""
ASSOCIATIONS = """
Resources:
  Cluster:
    Type: AWS::ECS::Cluster
  Associations:
    Type: AWS::ECS::ClusterCapacityProviderAssociations
    Properties:
      Cluster: !Ref Cluster
      CapacityProviders: [FARGATE, FARGATE_SPOT]
      DefaultCapacityProviderStrategy:
        - {CapacityProvider: FARGATE, Base: 1, Weight: 1}
        - {CapacityProvider: FARGATE_SPOT, Base: 1, Weight: 1}
"""
GROUPS = """
Resources:
  Front:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: front, VpcId: vpc-1}
  Tasks:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: tasks, VpcId: vpc-1}
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {Subnets: [subnet-1, subnet-2], SecurityGroups: [!Ref Front]}
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {TargetType: ip, Port: 80, Protocol: HTTP, VpcId: vpc-1}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      ContainerDefinitions:
        - {Name: web, Image: "nginx:1.27", Memory: 64, PortMappings: [{ContainerPort: 80}]}
  Service:
    Type: AWS::ECS::Service
    DependsOn: Listener
    Properties:
      TaskDefinition: !Ref Task
      LoadBalancers: [{TargetGroupArn: !Ref Group, ContainerName: web, ContainerPort: 80}]
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [subnet-1], SecurityGroups: [!Ref Tasks]}}
"""
INGRESS = """
  Open:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: !Ref Tasks
      SourceSecurityGroupId: !Ref Front
      IpProtocol: tcp
      FromPort: 80
      ToPort: 80
"""
DEPLOYED = GROUPS.replace("[{Type: forward, TargetGroupArn: !Ref Group}]", "[{Type: fixed-response}]")
DEPLOYMENT = """
  Deployment:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties:
      ApplicationName: web
      ServiceRoleArn: arn:aws:iam::111122223333:role/deploy
      LoadBalancerInfo: {TargetGroupInfoList: [{Name: !GetAtt Group.TargetGroupName}]}
"""


def found(directory: Path, text: str, code: str) -> list[str]:
    (directory / ("main.tf" if "resource" in text else "template.yaml")).write_text(text, encoding="utf-8")
    outcome = check(discover([str(directory)]).stacks, [rule for rule in load_rules() if rule.code == code])
    assert outcome.faults == []
    return [f"{finding.at.resource} {finding.at.attribute}" for finding in outcome.findings]


@pytest.mark.parametrize(
    ("text", "code", "wanted"),
    [
        pytest.param(
            INSTANCES, "ECS201", ["aws_alb_target_group.web target_type"], id="aws_alb_target_group"
        ),
        pytest.param(
            ADDRESSES + ATTACHED,
            "ECS223",
            ["aws_alb_target_group_attachment.web target_group_arn"],
            id="aws_alb_target_group_attachment",
        ),
        pytest.param(
            ADDRESSES + HTTPS, "ECS225", ["aws_alb_listener.web certificates"], id="aws_alb_listener"
        ),
        pytest.param(
            ADDRESSES, "ECS207", ["aws_ecs_service.web target_group_arn"], id="no aws_alb_listener_rule"
        ),
        pytest.param(ADDRESSES + RULE, "ECS207", [], id="aws_alb_listener_rule"),
        pytest.param(
            ASSOCIATIONS, "ECS407", ["Associations base"], id="AWS::ECS::ClusterCapacityProviderAssociations"
        ),
        pytest.param(GROUPS, "ECS307", ["Tasks ingress"], id="no AWS::EC2::SecurityGroupIngress"),
        pytest.param(GROUPS + INGRESS, "ECS307", [], id="AWS::EC2::SecurityGroupIngress"),
        pytest.param(
            DEPLOYED, "ECS207", ["Service target_group_arn"], id="no AWS::CodeDeploy::DeploymentGroup"
        ),
        pytest.param(DEPLOYED + DEPLOYMENT, "ECS207", [], id="AWS::CodeDeploy::DeploymentGroup"),
    ],
)
def test_a_type_is_read_in_each_of_its_spellings(
    text: str, code: str, wanted: list[str], tmp_path: Path
) -> None:
    assert found(tmp_path, text, code) == wanted
