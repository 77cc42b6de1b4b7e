"""The parts of a plan or state: module instances, the resources in them, what configured them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ecslint.source import Span
from ecslint.value import Known, Mapping, Sequence, Value

_LEAVING = {"delete", "forget"}
"""What is done to resources that are no part of the configuration; some have planned values all the same."""


@dataclass(slots=True, eq=False)
class Instance:
    """One resource instance: its values, what is unknown of them, and the block that configures it."""

    address: str
    mode: str
    type: str
    local_name: str
    """The name by which its module refers to it, without the key."""
    key: str
    """As an address ends in it: `["a"]`, `[0]`, or empty."""
    values: Mapping
    unknown: Value | None
    collections: frozenset[str]
    """The attributes and blocks that are lists or sets, in a plan."""
    before: Mapping | None
    block: Mapping | None
    depends_on: tuple[str, ...]
    """Addresses that a state names."""
    span: Span


@dataclass(slots=True, eq=False)
class ModuleInstance:
    """One instance of a module: its configuration, the call that made it, and what is in it."""

    address: str
    name: str
    key: str
    configuration: Mapping | None
    call: Mapping | None
    parent: ModuleInstance | None
    resources: dict[str, list[Instance]] = field(default_factory=dict)
    """By local name."""
    children: dict[str, list[ModuleInstance]] = field(default_factory=dict)

    def everything(self) -> Iterator[tuple[ModuleInstance, Instance]]:
        """All resource instances in this module and in those that it calls."""
        for instances in self.resources.values():
            for instance in instances:
                yield self, instance
        for children in self.children.values():
            for child in children:
                yield from child.everything()


@dataclass(slots=True, eq=False)
class Document:
    """A plan, or a state."""

    root: ModuleInstance
    is_plan: bool
    variables: Mapping | None
    outputs: Mapping | None
    whole: bool
    """False when Terraform says that there is more to be done than the plan shows."""
    span: Span


def member(value: Value | None, *names: str) -> Value | None:
    """What stands at a path of names; None where there is nothing or null."""
    for name in names:
        value = value.items.get(name) if isinstance(value, Mapping) else None
    return None if isinstance(value, Known) and value.value is None else value


def mapping(value: Value | None, *names: str) -> Mapping | None:
    found = member(value, *names)
    return found if isinstance(found, Mapping) else None


def elements(value: Value | None, *names: str) -> tuple[Value, ...]:
    found = member(value, *names)
    return found.items if isinstance(found, Sequence) else ()


def text(value: Value | None, *names: str) -> str:
    found = member(value, *names)
    return found.value if isinstance(found, Known) and isinstance(found.value, str) else ""


def is_true(value: Value | None) -> bool:
    return isinstance(value, Known) and value.value is True


def read(root: Value) -> Document | None:
    """The document in a JSON value, or None when that is neither a plan nor a state."""
    if not text(root, "format_version"):
        return None
    planned = mapping(root, "planned_values")
    values = planned or mapping(root, "values")
    if _only_refreshes(root):
        planned, values = None, mapping(root, "prior_state", "values")
    if values is None or mapping(values, "root_module") is None and "outputs" not in values.items:
        return None
    configured = mapping(root, "configuration", "root_module") if planned is not None else None
    changes = {
        text(change, "address"): change
        for change in elements(root, "resource_changes")
        if not text(change, "deposed")
    }
    top = ModuleInstance("", "", "", configured, None, None)
    _fill(top, mapping(values, "root_module"), changes)
    _fill(top, mapping(root, "prior_state", "values", "root_module"), changes, data_only=True)
    complete = member(root, "complete")
    unfinished = isinstance(complete, Known) and complete.value is False or is_true(member(root, "errored"))
    return Document(
        top,
        planned is not None,
        mapping(root, "variables"),
        mapping(values, "outputs"),
        not unfinished,
        Span(root.span.source, root.span.start, root.span.start + 1),
    )


def _only_refreshes(root: Value) -> bool:
    """Whether a plan is one of `-refresh-only`: of what there is, not of what the configuration makes."""
    planned = mapping(root, "planned_values", "root_module")
    nothing = planned is not None and not planned.items and not elements(root, "resource_changes")
    return nothing and mapping(root, "prior_state", "values", "root_module") is not None


def _fill(
    module: ModuleInstance, values: Mapping | None, changes: dict[str, Value], *, data_only: bool = False
) -> None:
    blocks = {text(block, "address"): block for block in elements(module.configuration, "resources")}
    for resource in elements(values, "resources"):
        instance = _instance(module, resource, blocks, changes)
        if instance is None or data_only and instance.mode != "data":
            continue
        known = module.resources.setdefault(instance.local_name, [])
        if all(other.address != instance.address for other in known):
            known.append(instance)
    for child in elements(values, "child_modules"):
        inner = _child(module, text(child, "address"))
        if inner is not None and isinstance(child, Mapping):
            _fill(inner, child, changes, data_only=data_only)


def _child(module: ModuleInstance, address: str) -> ModuleInstance | None:
    prefix = f"{module.address}.module." if module.address else "module."
    if not address.startswith(prefix):
        return None
    name, bracket, key = address.removeprefix(prefix).partition("[")
    siblings = module.children.setdefault(name, [])
    for sibling in siblings:
        if sibling.address == address:
            return sibling
    call = mapping(module.configuration, "module_calls", name)
    configured = mapping(call, "module")
    siblings.append(ModuleInstance(address, name, bracket + key, configured, call, module))
    return siblings[-1]


def _instance(
    module: ModuleInstance, resource: Value, blocks: dict[str, Value], changes: dict[str, Value]
) -> Instance | None:
    if not isinstance(resource, Mapping):
        return None
    address, mode = text(resource, "address"), text(resource, "mode")
    type, name = text(resource, "type"), text(resource, "name")
    if not (address and type and name) or mode not in ("managed", "data"):
        return None
    local_name = f"{type}.{name}" if mode == "managed" else f"data.{type}.{name}"
    qualified = f"{module.address}.{local_name}" if module.address else local_name
    if not address.startswith(qualified):
        return None
    change = mapping(changes.get(address), "change")
    actions = {action.value for action in elements(change, "actions") if isinstance(action, Known)}
    if actions and actions <= _LEAVING:
        return None
    place = resource.items["address"].span
    return Instance(
        address,
        mode,
        type,
        local_name,
        address.removeprefix(qualified),
        mapping(resource, "values") or Mapping({}, place),
        member(change, "after_unknown"),
        _collections(mapping(resource, "sensitive_values")),
        mapping(change, "before"),
        mapping(blocks.get(local_name)),
        tuple(text(each) for each in elements(resource, "depends_on")),
        place,
    )


def _collections(marks: Mapping | None) -> frozenset[str]:
    """What a resource marks as sensitive or not item by item: its lists and sets."""
    if marks is None:
        return frozenset()
    return frozenset(name for name, mark in marks.items.items() if isinstance(mark, Sequence))
