"""Whether tasks can get out of their subnets, to where they pull images and send logs."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import WARNING, Container, Finding, Place, Subnet, TaskLauncher, rule


@rule("ECS310", "ec2-awsvpc-without-egress", severity=WARNING)
def ec2_awsvpc_without_egress(service: TaskLauncher) -> Iterator[Finding]:
    """Tasks that can have no public address are in subnets with nothing but an Internet gateway."""
    if not service.may_have_declared_subnets or service.delegates:
        return
    task = service.task_definition
    if task is None or task.network_mode != "awsvpc" or service.runs_on != "EC2":
        return
    outlets = _outlets(service)
    if outlets and all(outlet == "gateway" for _, outlet in outlets) and not _endpoints(outlets):
        yield Finding(
            at=service.at("subnets"),
            message=f"{service} runs on EC2 in public subnets only, where tasks in awsvpc mode cannot reach "
            "the Internet: they have no public address",
            because=[
                *_ways_out(outlets),
                task.at("network_mode", "each task has an interface of its own"),
                *service.capacity_at("runs on EC2"),
            ],
            help="use subnets whose route to the Internet leads through a NAT gateway",
        )


@rule("ECS311", "fargate-without-internet-path", severity=WARNING)
def fargate_without_internet_path(service: TaskLauncher) -> Iterator[Finding]:
    """Tasks on Fargate have no way to where their image is pulled from."""
    if not service.may_have_declared_subnets or service.delegates or service.runs_on != "FARGATE":
        return
    outlets = _outlets(service)
    kinds = {outlet for _, outlet in outlets}
    if not outlets or not kinds <= {"gateway", "none"}:
        return
    if "gateway" in kinds and service.assign_public_ip or _endpoints(outlets):
        return
    public = kinds == {"gateway"}
    if public:
        says = "in public subnets without a public address"
    elif kinds == {"none"}:
        says = "in subnets without a route to the Internet"
    else:
        says = "without a public address, in subnets with an Internet gateway or no route at all"
    yield Finding(
        at=service.at("assign_public_ip" if "gateway" in kinds else "subnets"),
        message=f"{service} runs on Fargate {says}, and the VPC has no endpoints: the image cannot be pulled",
        because=[
            *([service.at("subnets", "the tasks run here")] if "gateway" in kinds else []),
            *_ways_out(outlets),
            *service.capacity_at("runs on Fargate"),
        ],
        aws_error="ResourceInitializationError: unable to pull secrets or registry auth: …",
        help="assign public addresses" if public else "add a NAT gateway and a route to it, or VPC endpoints",
    )


@rule("ECS312", "missing-vpc-endpoint", severity=WARNING)
def missing_vpc_endpoint(service: TaskLauncher) -> Iterator[Finding]:
    """Tasks on Fargate run in isolated subnets, whose VPC lacks an endpoint that they need."""
    if not service.may_have_declared_subnets or service.delegates or service.runs_on != "FARGATE":
        return
    outlets = _outlets(service)
    if not outlets or any(outlet != "none" for _, outlet in outlets):
        return
    endpoints = outlets[0][0].declared_vpc.endpoints
    offered = {endpoint.service for endpoint in endpoints}
    task = service.task_definition
    if not offered or task is None:
        return
    for container in task.containers:
        for needed, place in _needs(container):
            if needed not in offered:
                yield Finding(
                    at=place,
                    message=f"{container} of {task} needs {needed}, but {service} runs it in isolated "
                    "subnets, and their VPC has no endpoint for that",
                    because=[
                        service.at("subnets", "the tasks run here"),
                        *_ways_out(outlets),
                        *(endpoint.at("service_name") for endpoint in endpoints),
                        *service.capacity_at("runs on Fargate"),
                    ],
                    help=f"add a VPC endpoint for {needed}, or a route to the Internet",
                )


def _needs(container: Container) -> Iterator[tuple[str, Place]]:
    """The endpoints that Fargate needs for a container (F-252), and what it needs them for."""
    if container.is_private_ecr:
        for name in ("ecr.dkr", "ecr.api", "s3"):
            yield name, container.at("image", "an image in Amazon ECR")
    logs = container.log_configuration
    if logs is not None and logs.log_driver == "awslogs":
        yield "logs", logs.at("log_driver")


def _outlets(service: TaskLauncher) -> list[tuple[Subnet, str]]:
    """The subnets of the tasks, and how packets leave each."""
    return [(subnet, subnet.outlet) for subnet in service.declared_subnets]


def _endpoints(outlets: list[tuple[Subnet, str]]) -> bool:
    """Whether tasks may reach AWS by endpoints of their VPC."""
    return any(subnet.declared_vpc.endpoints for subnet, _ in outlets)


def _ways_out(outlets: list[tuple[Subnet, str]]) -> list[Place]:
    return [
        place
        for subnet, outlet in outlets
        for place in subnet.ways_out(NO_ROUTE if outlet == "none" else IGW)
    ]


NO_ROUTE = "no route leads out of the VPC"
IGW = "an Internet gateway, for public addresses only"
