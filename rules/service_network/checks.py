"""The network of a service: subnets, security groups and addresses of its tasks."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import SAFE, WARNING, Finding, TaskLauncher, remove, rule


@rule("ECS301", "missing-network-configuration")
def missing_network_configuration(service: TaskLauncher) -> Iterator[Finding]:
    """A service of awsvpc tasks says nothing about their network."""
    if service.has_network_configuration:
        return
    task = service.task_definition
    if task is not None and task.network_mode == "awsvpc" and not service.delegates:
        yield Finding(
            at=service.at("network_configuration"),
            message=f"{service} has no network configuration, but {task} runs in awsvpc mode",
            because=[task.at("network_mode", "each task gets a network interface in a subnet")],
            aws_error="Network Configuration must be provided when networkMode 'awsvpc' is specified.",
            help="add a network configuration with subnets and security groups to the service",
        )


@rule("ECS302", "unexpected-network-configuration")
def unexpected_network_configuration(service: TaskLauncher) -> Iterator[Finding]:
    """A service gives a network configuration to tasks that are not in awsvpc mode."""
    if not service.has_network_configuration:
        return
    task = service.task_definition
    # A Fargate task that is not in awsvpc mode is refused before it meets a service: ECS401.
    if task is None or task.network_mode not in OTHER_MODES or task.on_fargate:
        return
    if service.delegates:
        return
    mode = "the default mode of Windows" if task.network_mode == "default" else f"{task.network_mode} mode"
    yield Finding(
        at=service.at("network_configuration"),
        message=f"{service} has a network configuration, but {task} runs in {mode}, which takes none",
        because=[task.at("network_mode", f"{mode}, written or by default")],
        aws_error="Network Configuration is not valid for the given networkMode of this task definition.",
        help='remove the network configuration, or set the network mode to "awsvpc"',
    )


OTHER_MODES = ("bridge", "host", "none", "default")


@rule("ECS303", "missing-security-groups", severity=WARNING)
def missing_security_groups(service: TaskLauncher) -> Iterator[Finding]:
    """The tasks of a service get the default security group of their VPC."""
    if not service.has_network_configuration or service.security_groups:
        return
    if service.delegates:
        return
    if service.launch_type != "FARGATE":
        task = service.task_definition
        if task is None or task.network_mode != "awsvpc":
            return
    yield Finding(
        at=service.at("security_groups"),
        message=f"{service} names no security group, so its tasks get the default one of the VPC",
        help="add a security group that admits the traffic to the tasks; the default one usually does not",
    )


@rule("ECS304", "public-ip-on-ec2")
def public_ip_on_ec2(service: TaskLauncher) -> Iterator[Finding]:
    """A service asks for public addresses where only Fargate gives them."""
    if not service.assign_public_ip:
        return
    runs_on = service.runs_on
    if runs_on not in ("EC2", "EXTERNAL") or service.delegates:
        return
    yield Finding(
        at=service.at("assign_public_ip"),
        message=f"{service} asks for public addresses, but runs on {runs_on}, where tasks cannot have any",
        because=service.capacity_at(f"the tasks run on {runs_on}"),
        aws_error="Assign public IP is not supported for this launch type.",
        help="do not assign a public address; give the subnets a route through a NAT gateway, or use Fargate",
        fix=remove(service, "assign_public_ip", f"tasks on {runs_on} cannot have one", SAFE),
    )


@rule("ECS305", "empty-subnets")
def empty_subnets(service: TaskLauncher) -> Iterator[Finding]:
    """A network configuration names no subnet."""
    if not service.has_network_configuration or service.subnets:
        return
    if service.delegates:
        return
    yield Finding(
        at=service.at("subnets"),
        message=f"the network configuration of {service} names no subnet",
        aws_error="subnets can not be empty.",
        help="name the subnets in which the tasks run",
    )


@rule("ECS306", "too-many-network-entries", severity=WARNING)
def too_many_network_entries(service: TaskLauncher) -> Iterator[Finding]:
    """A service names more subnets or security groups than ECS allows."""
    for attribute, noun, most in (("subnets", "subnets", 16), ("security_groups", "security groups", 5)):
        count = len(getattr(service, attribute).known)
        if count > most:
            yield Finding(
                at=service.at(attribute),
                message=f"{service} names {count} {noun}, but ECS allows {most}",
                help=f"name at most {most} {noun}",
            )
