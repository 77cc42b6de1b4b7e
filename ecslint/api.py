"""What a rule may import, and nothing else."""

from ecslint.engine.finding import ADVICE, ERROR, WARNING, Finding
from ecslint.engine.rule import rule
from ecslint.engine.suppression.suppressions import Suppressions
from ecslint.fix import DISPLAY, SAFE, UNSAFE, Fix
from ecslint.model.attachment import LoadBalancerAttachment, ServiceRegistry
from ecslint.model.auto_scaling import AutoScalingAttachment, AutoScalingGroup
from ecslint.model.balancers import LoadBalancer
from ecslint.model.cluster import (
    CapacityProvider,
    Cluster,
    ClusterCapacityProviders,
    StrategyItem,
)
from ecslint.model.configuration import Configuration
from ecslint.model.container import Container, PortMapping
from ecslint.model.definitions import definitions_problem
from ecslint.model.discovery import DiscoveryService
from ecslint.model.fixing import remove, rename, safety_of, set_part, set_value
from ecslint.model.items import Items
from ecslint.model.launch import TaskLauncher
from ecslint.model.load_balancing import Listener, ListenerRule, TargetGroup
from ecslint.model.network import Subnet, other_vpc
from ecslint.model.scaling import CapacityChange, ScalableTarget, ScalingPolicy, ScheduledAction
from ecslint.model.scheduled import EventTarget, Schedule
from ecslint.model.security_groups import SecurityGroup, blocked
from ecslint.model.service import Service
from ecslint.model.shape import Part, task_level, unknown_keys, wrong_choices, wrong_types
from ecslint.model.sizes import FARGATE_SIZES, WINDOWS_FARGATE_CPU
from ecslint.model.task_definition import TaskDefinition, Volume
from ecslint.model.text import nearest
from ecslint.place import Place
from ecslint.resource import CLOUDFORMATION, ECS_JSON, TERRAFORM

__all__ = [
    "ADVICE",
    "CLOUDFORMATION",
    "DISPLAY",
    "ECS_JSON",
    "ERROR",
    "FARGATE_SIZES",
    "SAFE",
    "TERRAFORM",
    "UNSAFE",
    "WARNING",
    "WINDOWS_FARGATE_CPU",
    "AutoScalingAttachment",
    "AutoScalingGroup",
    "CapacityChange",
    "CapacityProvider",
    "Cluster",
    "ClusterCapacityProviders",
    "Configuration",
    "Container",
    "DiscoveryService",
    "EventTarget",
    "Finding",
    "Fix",
    "Items",
    "Listener",
    "ListenerRule",
    "LoadBalancer",
    "LoadBalancerAttachment",
    "Part",
    "Place",
    "PortMapping",
    "ScalableTarget",
    "ScalingPolicy",
    "Schedule",
    "ScheduledAction",
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
    "remove",
    "rename",
    "rule",
    "safety_of",
    "set_part",
    "set_value",
    "task_level",
    "unknown_keys",
    "wrong_choices",
    "wrong_types",
]
