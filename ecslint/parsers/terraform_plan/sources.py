"""A plan beside its sources: the root module it was made of, and each value at its place there."""

from __future__ import annotations

import os
import re

from ecslint.files import names as names_in
from ecslint.parsers.terraform_plan.document import Document, mapping, member
from ecslint.parsers.terraform_plan.overlay import contradicts, overlaid
from ecslint.parsers.terraform_plan.references import LOCALS
from ecslint.parsers.terraform_plan.stacks import DEPENDENCIES
from ecslint.resource import UNREAD_MODULE, Resource, Stack
from ecslint.source import Workspace
from ecslint.value import Known, Mapping, Sequence, Value


def with_sources(workspace: Workspace, path: str, document: Document, stack: Stack) -> tuple[Stack, str]:
    """The stack with its values at their places in the root module near the plan; as it is without one.

    A state says what is there, not what the sources make of it: it stands by itself.
    """
    if document.is_plan:
        directory = os.path.dirname(os.path.abspath(path))
        while workspace.contains(directory):
            written = _written(workspace, directory, document, os.path.basename(path))
            if written is not None and _is_source(written, stack):
                return _joined(stack, written), directory
            directory, below = os.path.dirname(directory), directory
            if directory == below:
                break
    return stack, ""


def _written(workspace: Workspace, directory: str, document: Document, plan: str) -> Stack | None:
    """The root module in a directory, run with the variables of the plan."""
    from ecslint.parsers import terraform

    try:
        names = names_in(directory)
    except OSError:
        return None
    if not terraform.has_configuration(names):
        return None
    defaults = mapping(document.root.configuration, "variables")
    files = any(name.endswith((".tfvars", ".tfvars.json")) for name in names)
    settings = []
    for name, variable in document.variables.items.items() if document.variables else ():
        given = plain(member(variable, "value"))
        if files or not given or given != plain(member(defaults, name, "default")):
            settings.append(terraform.Setting(name, given, f"in {plan}"))
    return terraform.load(workspace, directory, terraform.Inputs(tuple(settings)))


def _is_source(written: Stack, stack: Stack) -> bool:
    """Whether a root module declares all that a plan has, nothing else for certain, and as it is planned."""
    managed = [resource for resource in written.resources if _is_managed(resource)]
    unread = tuple(f"{_plain(r.address)}." for r in written.resources if r.type == UNREAD_MODULE)
    declared = {_plain(resource.address) for resource in managed}
    certain = {_plain(resource.address) for resource in managed if resource.exists is True}
    planned = {_plain(resource.address) for resource in stack.resources if _is_managed(resource)}
    shown, expected = (
        {address for address in addresses if not address.startswith(unread)}
        for addresses in (planned, certain)
    )
    if not planned or not shown <= declared or not expected <= planned:
        return False
    bodies = {resource.address: resource.body for resource in managed}
    return not any(contradicts(r.body, bodies[r.address]) for r in stack.resources if r.address in bodies)


def _is_managed(resource: Resource) -> bool:
    others = (UNREAD_MODULE, LOCALS)
    return not resource.type.startswith(("data.", "ephemeral.")) and resource.type not in others


def _plain(address: str) -> str:
    """An address without instance keys."""
    return re.sub(r'\[(?:\d+|\*|"(?:[^"\\]|\\.)*")\]', "", address)


def _joined(stack: Stack, written: Stack) -> Stack:
    by_address = {resource.address: resource for resource in written.resources}
    for resource in written.resources:
        if "[*]" in resource.address:
            by_address.setdefault(_plain(resource.address), resource)
    joined = Stack(
        written.name,
        written.language,
        problems=written.problems,
        sources=[*stack.sources, *written.sources],
        unknowns=stack.unknowns,
        exports=[*written.exports, *(stack.exports if not written.complete else ())],
        complete=stack.complete,
        environment=stack.name,
        damaged=stack.damaged,
    )
    for resource in stack.resources:
        if resource.type == LOCALS and written.complete:
            continue
        place = by_address.get(resource.address) or by_address.get(_plain(resource.address))
        joined.resources.append(resource if place is None else _placed(resource, place))
    return joined


def _placed(resource: Resource, place: Resource) -> Resource:
    planned = {name: value for name, value in resource.body.items.items() if name != DEPENDENCIES}
    body = overlaid(Mapping(planned, resource.span), place.body)
    assert isinstance(body, Mapping)
    return Resource(
        resource.language,
        resource.type,
        resource.address,
        body,
        place.span,
        True,
        place.calls,
        place.after,
        place.meta,
    )


def plain(value: Value | None) -> object:
    """Constant JSON as plain data."""
    match value:
        case Known(value=scalar):
            return scalar
        case Sequence(items=items):
            return [plain(item) for item in items]
        case Mapping(items=members):
            return {name: plain(item) for name, item in members.items()}
    return None
