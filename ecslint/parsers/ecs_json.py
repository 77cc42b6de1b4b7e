"""ECS API documents: task definitions and services, as deploy tools keep them in JSON or YAML.

They have the shape that `register-task-definition` and `create-service` take, or the one that
`describe-task-definition` and `describe-services` print. Deploy tools fill in placeholders first.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint.json_text import RepeatedKey
from ecslint.parsers import app_spec
from ecslint.resource import ECS_JSON, MINOR, Problem, Resource, Stack
from ecslint.source import Source, Span, Unreadable, Workspace
from ecslint.value import Known, Mapping, Sequence, Unknown, Value, literal
from ecslint.yaml_text import YamlError

if TYPE_CHECKING:
    from ecslint.parsers.placeholders import Fault

TASK_DEFINITION = "task-definition"
SERVICE = "service"

# fmt: off
_SERVICE_ONLY = frozenset((
    "availabilityZoneRebalancing", "deploymentConfiguration", "deploymentController", "deployments",
    "desiredCount", "healthCheckGracePeriodSeconds", "loadBalancers", "schedulingStrategy",
    "serviceArn", "serviceConnectConfiguration", "serviceName", "serviceRegistries",
    "vpcLatticeConfigurations",
))
_SERVICE_ALSO = frozenset((
    "capacityProviderStrategy", "cluster", "clusterArn", "enableECSManagedTags",
    "enableExecuteCommand", "launchType", "networkConfiguration", "placementConstraints",
    "placementStrategy", "platformVersion", "propagateTags", "taskDefinition",
    "volumeConfigurations",
))
# fmt: on
_NO_SERVICE = frozenset(("containerOverrides", "count", "overrides", "services", "stages", "Resources"))
_telling = re.compile(
    r'"(?:containerDefinitions|taskDefinitions?|' + "|".join(sorted(_SERVICE_ONLY)) + r')"[ \t\r\n]*+:'
).search
_in_yaml = re.compile(r"(?m)^containerDefinitions[ \t]*+:").search
_in_jsonnet = re.compile(r"""\b(?:containerDefinitions|taskDefinition|loadBalancers)["']?\s*+\+?:""").search
_opening = re.compile(r"\s*+[\[{]").match


def recognise(text: str) -> bool:
    """Whether a text may be an ECS API document, by a key that only those have, or an AppSpec file."""
    if app_spec.recognise(text):
        return True
    if _opening(text) is None:
        return _in_yaml(text) is not None
    return _telling(text) is not None and '"AWS::' not in text


def load(workspace: Workspace, paths: list[str], name: str) -> Stack:
    """The task definitions and services in some files, as one stack."""
    from ecslint.parsers.placeholders import read_filled

    stack = Stack(name, ECS_JSON)
    addresses: set[str] = set()
    for path in paths:
        try:
            source = workspace.read(path)
        except Unreadable as problem:
            stack.problems.append(Problem("ECS001", problem.message, problem.span))
            continue
        if path.endswith(".jsonnet"):
            root = _evaluated(workspace, stack, path, source)
        else:
            stack.sources.append(source)
            faults: list[Fault] = []
            root = read_filled(source, source.path, faults)
            stack.problems += map(problem_of, faults)
            if isinstance(root, Unknown):
                if all(problem.severity == MINOR for problem in map(problem_of, faults)):
                    stack.unknowns.append(root)
                stack.complete = False
        stack.resources += app_spec.resources(root, source.path)
        for kind, body in _documents(root):
            if _is_skeleton(body):
                continue
            stack.resources.append(declared(kind, body, source, addresses))
    app_spec.join(stack.resources)
    return stack


def _evaluated(workspace: Workspace, stack: Stack, path: str, source: Source) -> Value:
    """What a Jsonnet file is. One that has nothing of ECS is no part of the stack, and no problem of it."""
    from ecslint.parsers.ecspresso.jsonnet import evaluate

    alone = Stack(stack.name, ECS_JSON)
    alone.sources.append(source)
    root = evaluate(workspace, alone, path, source)
    if isinstance(root, Unknown):
        if _in_jsonnet(source.text) is not None:
            stack.problems += alone.problems
        stack.unknowns.append(root)
        stack.complete = False
    if isinstance(root, Unknown) or any(_documents(root)):
        stack.sources += [each for each in alone.sources if each not in stack.sources]
    return root


def problem_of(fault: Fault) -> Problem:
    """What is wrong with the text of a document; a key given twice is a minor thing."""
    if isinstance(fault, YamlError):
        return Problem("ECS001", fault.message, fault.span, MINOR * fault.repeated)
    if isinstance(fault, RepeatedKey):
        return Problem("ECS001", fault.message, fault.span, MINOR)
    return Problem("ECS001", f"this is not JSON: {fault.message}", fault.span)


# -- documents ------------------------------------------------------------------------------------


def _documents(root: Value) -> Iterator[tuple[str, Mapping]]:
    """The task definitions and services in a document, out of what commands and tools wrap them in."""
    match root:
        case Sequence(items=items):
            for item in items:
                if isinstance(item, Mapping):
                    yield from _documents(item)
        case Mapping(items={"containerDefinitions": _}):
            yield TASK_DEFINITION, root
        case Mapping(items={"taskDefinition": Mapping() as inner}):
            yield from _documents(inner)
        case Mapping(items={"taskDefinitions": Sequence() as inner}):
            yield from _documents(inner)
        case Mapping(items={"services": Sequence() as inner}):
            yield from _documents(inner)
        case Mapping(items={"service": Mapping() as inner}):
            yield from _documents(inner)
        case Mapping(items={"service": Known()}) if _is_service(root):
            unknown = Unknown("update-service leaves what is not given as it is", root.span)
            yield SERVICE, Mapping(root.items, root.span, root.keys, root.via, unknown)
        case Mapping() if _is_service(root):
            yield SERVICE, root


def _is_service(body: Mapping) -> bool:
    """Whether an object has the shape of a service, and not of one that only names a service."""
    keys = body.items.keys()
    own = len(keys & _SERVICE_ONLY)
    return own > 0 and own + len(keys & _SERVICE_ALSO) > 1 and keys.isdisjoint(_NO_SERVICE)


def _is_skeleton(body: Mapping) -> bool:
    """Whether this is what `--generate-cli-skeleton` prints, which nobody has filled in."""
    names = (body.items[key] for key in ("family", "serviceName") if key in body.items)
    return any(literal(name) == "" for name in names)


def declared(kind: str, body: Mapping, source: Source, addresses: set[str]) -> Resource:
    """The resource that a document declares, under an address that no other one has."""
    keys = ("family",) if kind == TASK_DEFINITION else ("serviceName", "service")
    key = next((key for key in keys if key in body.items), "")
    given = literal(body.items[key]) if key else None
    file_name = os.path.splitext(os.path.basename(source.path))[0]
    name = given or file_name
    candidates = [name, f"{kind}/{name}", f"{source.path}:{body.span.line}"]
    address = next((each for each in candidates if each not in addresses), f"{name}#{len(addresses) + 1}")
    addresses.add(address)
    span = body.items[key].span if given else Span(source, body.span.start, body.span.start + 1)
    return Resource(ECS_JSON, kind, address, body, span)
