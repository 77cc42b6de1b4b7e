"""Whether the container definitions of a task are a list of containers at all."""

from __future__ import annotations

from typing import NamedTuple

from ecslint.model.fit import is_intrinsic, kind_of
from ecslint.model.task_definition import TaskDefinition
from ecslint.place import Place
from ecslint.resource import TERRAFORM
from ecslint.value import Absent, Failure, Known, Mapping, Sequence, Text, Value, literal
from ecslint.world import undetermined

_PROVIDER = "ECS Task Definition container_definitions is invalid: "


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
    value = task.definitions
    if task.vocabulary == TERRAFORM and isinstance(written, Sequence | Mapping):
        return _problem(task, written, "are not JSON text", "", "wrap them in jsonencode()")
    match value:
        case Failure(message=message) if isinstance(written, Known | Text):
            problem = _problem(
                task, value, f"are not JSON: {message}", f"{_PROVIDER}…", "correct the JSON text"
            )
            return problem._replace(intended=literal(written) != "" or _is_written_there(written))
        case Mapping() if not is_intrinsic(value):
            whole = "containerDefinitions" in value.items
            advice = "give only the list under containerDefinitions" if whole else "put it into a list"
            error = _not_unmarshalled(task, "object", "[]types.ContainerDefinition")
            return _problem(task, value, "are an object, not a list", error, advice)
        case Known(value=plain) if plain is not None:
            advice = "give a list of container definitions"
            return _problem(task, value, f"are {kind_of(value)}, not a list", "", advice)
        case Sequence():
            return _within(task, value)
        case Absent() | Known():
            return None
    undetermined(value)


def _within(task: TaskDefinition, value: Sequence) -> DefinitionsProblem | None:
    items = task.world.present(value)
    if not items and value.open is None:
        error = "Container list cannot be empty."
        problem = _problem(task, value, "are an empty list", error, "define at least one container")
        return problem._replace(intended=_is_written_there(value))
    for number, item in enumerate(map(task.world.settle, items)):
        match item:
            case Mapping(items=members, open=None) if not members:
                message, error = f"have an empty object at index {number}", _empty(task, number)
                return _problem(task, item, message, error, "remove it, or fill it in")
            case Sequence() | Known() if kind_of(item) != "null":
                message = f"have {kind_of(item)} at index {number}, where an object is expected"
                kind = "array" if isinstance(item, Sequence) else ""
                error = _not_unmarshalled(task, kind, "types.ContainerDefinition")
                return _problem(task, item, message, error, "give one object for each container")
    if value.open is not None:
        undetermined(value.open)
    return None


def _problem(task: TaskDefinition, value: Value, message: str, error: str, advice: str) -> DefinitionsProblem:
    return DefinitionsProblem(task.inside("container_definitions", value), message, error, advice)


def _is_written_there(value: Value) -> bool:
    """Whether a value with nothing in it is written as such where it is used."""
    span = value.span
    return not value.via and span.source.text[span.start : span.end].strip('[]" \n') == ""


def _empty(task: TaskDefinition, number: int) -> str:
    if task.vocabulary == TERRAFORM:
        return f"{_PROVIDER}invalid container definition supplied at index ({number})"
    return "Container.name should not be null or empty."


def _not_unmarshalled(task: TaskDefinition, kind: str, wanted: str) -> str:
    """What Terraform's provider says of JSON of another kind."""
    if task.vocabulary != TERRAFORM or not kind:
        return ""
    return f"{_PROVIDER}json: cannot unmarshal {kind} into Go value of type {wanted}"
