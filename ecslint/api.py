"""What a rule may import, and nothing else."""

from ecslint.engine.finding import ADVICE, ERROR, WARNING, Finding
from ecslint.engine.rule import rule
from ecslint.engine.suppression.suppressions import Suppressions
from ecslint.model.attachment import LoadBalancerAttachment, ServiceRegistry
from ecslint.model.auto_scaling import AutoScalingAttachment, AutoScalingGroup
from ecslint.model.balancers import LoadBalancer
from ecslint.model.cluster import (
    CapacityProvider,
    Cluster,
    ClusterCapacityProviders,
    DiscoveryService,
    StrategyItem,
)
from ecslint.model.configuration import Configuration
from ecslint.model.container import Container, PortMapping
from ecslint.model.definitions import definitions_problem
from ecslint.model.items import Items
from ecslint.model.launch import TaskLauncher
from ecslint.model.load_balancing import Listener, ListenerRule, TargetGroup
from ecslint.model.network import Subnet, other_vpc
from ecslint.model.scaling import ScalableTarget
from ecslint.model.scheduled import EventTarget, Schedule
from ecslint.model.security_groups import SecurityGroup, blocked
from ecslint.model.service import Service
from ecslint.model.shape import task_level, unknown_keys, wrong_choices, wrong_types
from ecslint.model.sizes import FARGATE_SIZES, WINDOWS_FARGATE_CPU
from ecslint.model.task_definition import TaskDefinition, Volume
from ecslint.model.text import nearest
from ecslint.place import Place
from ecslint.resource import CLOUDFORMATION, ECS_JSON, TERRAFORM

__all__ = [
    "ADVICE",
    "CLOUDFORMATION",
    "ECS_JSON",
    "ERROR",
    "FARGATE_SIZES",
    "TERRAFORM",
    "WARNING",
    "WINDOWS_FARGATE_CPU",
    "AutoScalingAttachment",
    "AutoScalingGroup",
    "CapacityProvider",
    "Cluster",
    "ClusterCapacityProviders",
    "Configuration",
    "Container",
    "DiscoveryService",
    "EventTarget",
    "Finding",
    "Items",
    "Listener",
    "ListenerRule",
    "LoadBalancer",
    "LoadBalancerAttachment",
    "Place",
    "PortMapping",
    "ScalableTarget",
    "Schedule",
    "SecurityGroup",
    "Service",
    "ServiceRegistry",
    "StrategyItem",
    "Subnet",
    "Suppressions",
    "TargetGroup",
    "TaskDefinition",
    "TaskLauncher",
    "Volume",
    "blocked",
    "definitions_problem",
    "nearest",
    "other_vpc",
    "rule",
    "task_level",
    "unknown_keys",
    "wrong_choices",
    "wrong_types",
]
