"""AppSpec files, by which CodeDeploy deploys a task definition to an ECS service.

What such a file says of the service is an update of it: what it does not give stays as it is.
https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecslint.resource import ECS_JSON, Resource
from ecslint.value import Known, Mapping, Reference, Sequence, Unknown, Value

SERVICE = "service"
TASK_DEFINITION = "task-definition"

_service_type = "AWS::ECS::Service"
_telling = re.compile(r"""(?i)["']?\bTargetService["']?[ \t]*+:""").search
_PLACEHOLDER = "<TASK_DEFINITION>"
"""What CodePipeline replaces by the task definition that it registers from the file beside this one."""


def recognise(text: str) -> bool:
    """Whether a text looks like the AppSpec file of an ECS service."""
    return _telling(text) is not None and _service_type in text


def resources(root: Value, path: str) -> Iterator[Resource]:
    """The services that an AppSpec file deploys to, in the shape of the ECS API."""
    sections = _members(root).get("resources")
    for number, entry in enumerate(sections.items if isinstance(sections, Sequence) else ()):
        for target in _members(entry).values():
            members = _members(target)
            kind, properties = members.get("type"), members.get("properties")
            if isinstance(kind, Known) and kind.value == _service_type and isinstance(properties, Mapping):
                address = f"{path}#{number + 1}" if number else path
                yield Resource(ECS_JSON, SERVICE, address, _updated(properties), properties.span)


def join(found: list[Resource]) -> None:
    """Let CodePipeline's placeholder stand for the one task definition that there is beside it."""
    tasks = [resource for resource in found if resource.type == TASK_DEFINITION]
    for resource in found:
        given = resource.body.items.get("taskDefinition")
        if tasks and isinstance(given, Unknown) and given.identity.startswith(_PLACEHOLDER):
            resource.body = with_task_definition(resource.body, _replacement(given, tasks))


def with_task_definition(body: Mapping, task_definition: Value) -> Mapping:
    """What a service says, with another task definition."""
    items = {**body.items, "taskDefinition": task_definition}
    return Mapping(items, body.span, body.keys, body.via, body.open)


def _replacement(placeholder: Unknown, tasks: list[Resource]) -> Value:
    if len(tasks) == 1:
        return Reference(tasks[0].address, "", placeholder.span)
    reason = f"which of the task definitions beside it replaces {_PLACEHOLDER} is not known"
    return Unknown(reason, placeholder.span)


def _updated(properties: Mapping) -> Mapping:
    """The properties as an update of a service gives them."""
    whole = _respelled(properties)
    items, keys = dict(whole.items), dict(whole.keys)
    balancer = items.pop("loadBalancerInfo", None)
    if isinstance(balancer, Mapping):
        elsewhere = Unknown("the target groups are those of the deployment group", balancer.span)
        entry = Mapping(balancer.items, balancer.span, balancer.keys, (), balancer.open or elsewhere)
        items["loadBalancers"] = Sequence((entry,), balancer.span)
        keys["loadBalancers"] = keys.get("loadBalancerInfo", balancer.span)
    controller = Known("CODE_DEPLOY", properties.span)
    items["deploymentController"] = Mapping({"type": controller}, properties.span)
    unknown = Unknown("CodeDeploy leaves what the AppSpec file does not give as it is", properties.span)
    return Mapping(items, whole.span, keys, (), whole.open or unknown)


def _respelled(value: Mapping) -> Mapping:
    """An object with its keys, and those of all objects in it, spelled as the ECS API does."""
    items, keys = {}, {}
    for key, item in value.items.items():
        name = _IRREGULAR.get(key.lower(), key[:1].lower() + key[1:])
        items[name] = _respelled_inside(item)
        if key in value.keys:
            keys[name] = value.keys[key]
    return Mapping(items, value.span, keys, value.via, value.open)


_IRREGULAR = {"awsvpcconfiguration": "awsvpcConfiguration"}


def _respelled_inside(value: Value) -> Value:
    if isinstance(value, Mapping):
        return _respelled(value)
    if isinstance(value, Sequence):
        return Sequence(tuple(map(_respelled_inside, value.items)), value.span, value.via, value.open)
    return value


def _members(value: Value) -> dict[str, Value]:
    """The members of an object by their names in lower case: AWS's own examples spell them both ways."""
    return {key.lower(): item for key, item in value.items.items()} if isinstance(value, Mapping) else {}
