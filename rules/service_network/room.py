"""Whether there is room for all tasks: network interfaces of instances, and addresses of subnets."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import WARNING, Finding, Place, Service, rule


@rule("ECS313", "eni-capacity-exceeded", severity=WARNING)
def eni_capacity_exceeded(service: Service) -> Iterator[Finding]:
    """A service wants more tasks with a network interface each than its instances have room for."""
    wanted = service.desired_count
    if not wanted or service.scheduling_strategy != "REPLICA" or service.delegates:
        return
    task = service.task_definition
    if task is None or task.network_mode != "awsvpc":
        return
    groups = list(service.auto_scaling_groups)
    because: list[Place] = []
    room = 0
    for group in groups:
        most = group.maximum_size
        if most is None:
            return
        held = group.task_slots
        largest = max(slots for slots, _ in held)
        room += most * largest
        because.append(group.at("maximum_size", f"at most {most} instances"))
        because += [place for slots, place in held if slots == largest]
    if groups and wanted > room and not service.ignores("desired_count"):
        yield Finding(
            at=service.at("desired_count"),
            message=f"{service} wants {wanted} tasks, each with a network interface, but its instances hold "
            f"{room} at most",
            because=[*because, task.at("network_mode", "a network interface for each task")],
            aws_error="… was unable to place a task because no container instance met all of its "
            "requirements. …",
            help="use more or larger instances, or fewer tasks",
        )


@rule("ECS317", "subnet-address-exhaustion", severity=WARNING)
def subnet_address_exhaustion(service: Service) -> Iterator[Finding]:
    """A service wants more tasks than its subnets have addresses."""
    wanted = service.desired_count
    if not wanted or service.scheduling_strategy != "REPLICA" or service.delegates:
        return
    if not service.may_have_declared_subnets:
        return
    percent = service.maximum_percent
    surge = percent if percent is not None else 200
    most = wanted * surge // 100
    subnets = list(service.declared_subnets)
    addresses = sum(subnet.addresses for subnet in subnets)
    if most <= addresses or service.ignores("desired_count"):
        return
    deploying = "" if wanted > addresses else ", in a deployment"
    yield Finding(
        at=service.at("desired_count"),
        message=f"{service} wants {wanted if wanted > addresses else most} tasks{deploying}, each with its "
        f"own address, but its subnets have {addresses}",
        because=[
            service.at("subnets", "the subnets of the tasks"),
            *(subnet.at("cidr", "AWS keeps 5 of its addresses") for subnet in subnets),
            service.at("maximum_percent", "200 by default"),
        ],
        help="use larger or more subnets, or fewer tasks",
    )
