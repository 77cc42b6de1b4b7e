"""ECS API documents in JSON: task definitions and services, as deploy tools keep them.

They have the shape that `register-task-definition` and `create-service` take, or the one that
`describe-task-definition` and `describe-services` print. Deploy tools fill in placeholders first.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from ecslint.json_text import JsonError, load_json, parse_json
from ecslint.resource import ECS_JSON, MINOR, Problem, Resource, Stack
from ecslint.source import Source, Span, Unreadable, Workspace
from ecslint.value import Known, Mapping, Sequence, Text, Unknown, Value, literal

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
_opening = re.compile(r"\s*+[\[{]").match
_placeholder = re.compile(
    r"""\{\{[^{}\n]*+\}\} | \$\{[^{}"\n]*+\} | \#\{[^{}"\n]*+\}\#?+ | <[A-Za-z][\w .:/-]*+>
      | %[A-Z][A-Z0-9_]*+% | @[A-Z][A-Z0-9_]*+@ | __[A-Z][A-Z0-9_]{0,80}?__ | \$[A-Z_][A-Z0-9_]*+""",
    re.VERBOSE,
)
_template_statement = re.compile(r"\{%|<%|\{\{-?\s*(?:if|range|with|define|block|end|else)\b").search
_says_nothing = re.compile(
    r"(?i)\W*(?:your[\W_]*)?(?:placeholder|change[\W_]?me|replace[\W_]?me|todo|value|name|xxx*)\W*"
).fullmatch


def recognise(text: str) -> bool:
    """Whether a text may be an ECS API document: JSON with a key that only those have."""
    return _opening(text) is not None and _telling(text) is not None and '"AWS::' not in text


def load(workspace: Workspace, paths: list[str], name: str) -> Stack:
    """The task definitions and services in some files, as one stack."""
    stack = Stack(name, ECS_JSON)
    addresses: set[str] = set()
    for path in paths:
        try:
            source = workspace.read(path)
        except Unreadable as problem:
            stack.problems.append(Problem("ECS001", problem.message, problem.span))
            continue
        stack.sources.append(source)
        repeated: list[JsonError] = []
        try:
            root = _read(source, repeated)
        except JsonError as error:
            if not _template_statement(source.text):
                stack.problems.append(Problem("ECS001", f"this is not JSON: {error.message}", error.span))
            continue
        stack.problems += [Problem("ECS001", each.message, each.span, MINOR) for each in repeated]
        if isinstance(root, Unknown):
            stack.unknowns.append(root)
            stack.complete = False
        for kind, body in _documents(root):
            stack.resources.append(_resource(kind, body, source, addresses))
    return stack


# -- placeholders ---------------------------------------------------------------------------------


def _read(source: Source, repeated: list[JsonError]) -> Value:
    parts = list(_parts(source))
    if all(isinstance(part, Known) for part in parts):
        return load_json(source, repeated)
    return _filled(parse_json(parts, Span(source, 0, len(source.text)), (), repeated))


def _parts(source: Source) -> Iterator[Value]:
    """The text cut at its placeholders."""
    text, at = source.text, 0
    for found in _placeholder.finditer(text):
        start, end = found.span()
        if start > at:
            yield Known(text[at:start], Span(source, at, start))
        # One file is filled in at once, but another may be filled in with something else.
        identity = "" if _says_nothing(found[0]) else f"{found[0]} in {source.path}"
        reason = f"the placeholder {found[0]} is filled in by a deploy tool"
        yield Unknown(reason, Span(source, start, end), identity=identity)
        at = end
    if at < len(text) or not at:
        yield Known(text[at:], Span(source, at, len(text)))


def _filled(value: Value) -> Value:
    """A value in which a text that is nothing but one placeholder is that placeholder."""
    match value:
        case Mapping(items=items):
            filled = {key: _filled(item) for key, item in items.items()}
            return Mapping(filled, value.span, value.keys, value.via, value.open)
        case Sequence(items=items):
            return Sequence(tuple(_filled(item) for item in items), value.span, value.via, value.open)
        case Text(parts=(Unknown() as hole,)):
            return Unknown(hole.reason, value.span, identity=hole.identity, type="string")
    return value


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


def _resource(kind: str, body: Mapping, source: Source, addresses: set[str]) -> Resource:
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
