"""Whether the container definitions of a task are a list of containers at all."""

from __future__ import annotations

from typing import NamedTuple

from ecslint.model.fit import is_blank, is_intrinsic, json_kind, kind_of
from ecslint.model.task_definition import TaskDefinition
from ecslint.place import Place
from ecslint.resource import TERRAFORM
from ecslint.value import Absent, Failure, Known, Mapping, Sequence, Text, Value, literal
from ecslint.world import undetermined

_PROVIDER = "ECS Task Definition container_definitions is invalid: "
_EMPTY = "Container list cannot be empty."
_DEFINE = "define at least one container"


class DefinitionsProblem(NamedTuple):
    """Why the container definitions are refused, whatever their containers hold."""

    place: Place
    message: str
    aws_error: str
    help: str
    intended: bool = True
    """False where nothing is given by a default or an expression that others are meant to fill."""


def definitions_problem(task: TaskDefinition) -> DefinitionsProblem | None:
    """What is wrong with the container definitions as a whole; None when nothing is."""
    written = task.world.settle(task.container_definitions)
    terraform = task.vocabulary == TERRAFORM
    if terraform and isinstance(written, Sequence | Mapping):
        return _problem(task, written, "are not JSON text", "string required", "wrap them in jsonencode()")
    if terraform and literal(written) == "":
        return _nothing(task, written, "are empty text")
    value = task.definitions
    match value:
        case Failure(message=message) if isinstance(written, Known | Text):
            return _problem(task, value, f"are not JSON: {message}", f"{_PROVIDER}…", "correct the JSON text")
        case Mapping() if not is_intrinsic(value):
            advice = "give only the list under containerDefinitions"
            advice = advice if "containerDefinitions" in value.items else "put it into a list"
            return _problem(task, value, "are an object, not a list", _refusal(task, value, "[]"), advice)
        case Known(value=plain) if plain is not None:
            message = f"are {kind_of(value)}, not a list"
            return _problem(task, value, message, _refusal(task, value, "[]"), _DEFINE)
        case Known() if terraform and not isinstance(written, Known):
            return _nothing(task, value, "are null")
        case Sequence():
            return _within(task, value)
        case Absent() | Known():
            return None
    undetermined(value)


def _within(task: TaskDefinition, value: Sequence) -> DefinitionsProblem | None:
    items = task.world.present(value)
    if not items and value.open is None:
        return _nothing(task, value, "are an empty list")
    for number, item in enumerate(map(task.world.settle, items)):
        nothing = isinstance(item, Known) and item.value is None
        if nothing and task.vocabulary == TERRAFORM or is_blank(item):
            message = f"have {'null' if nothing else 'an empty object'} at index {number}"
            return _problem(task, item, message, _blank(task, number), "remove it, or fill it in")
        if not nothing and isinstance(item, Sequence | Known):
            message = f"have {kind_of(item)} at index {number}, where an object is expected"
            return _problem(task, item, message, _refusal(task, item), "give one object for each container")
    if value.open is not None:
        undetermined(value.open)
    return None


def _problem(task: TaskDefinition, value: Value, message: str, error: str, advice: str) -> DefinitionsProblem:
    return DefinitionsProblem(task.inside("container_definitions", value), message, error, advice)


def _nothing(task: TaskDefinition, value: Value, message: str) -> DefinitionsProblem:
    written = value.span.source.text[value.span.start : value.span.end]
    there = not value.via and written.strip('[]" \n') in ("", "null")
    return _problem(task, value, message, _EMPTY, _DEFINE)._replace(intended=there)


def _blank(task: TaskDefinition, number: int) -> str:
    if task.vocabulary == TERRAFORM:
        return f"{_PROVIDER}invalid container definition supplied at index ({number})"
    return "Container.name should not be null or empty."


def _refusal(task: TaskDefinition, value: Value, prefix: str = "") -> str:
    """What Terraform's provider says of JSON of another kind."""
    if task.vocabulary != TERRAFORM:
        return ""
    wanted = f"{prefix}types.ContainerDefinition"
    return f"{_PROVIDER}json: cannot unmarshal {json_kind(value)} into Go value of type {wanted}"
