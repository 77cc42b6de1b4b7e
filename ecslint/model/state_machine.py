"""State machines of Step Functions, and the states of them that run tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from ecslint.model.attributes import given, raw
from ecslint.model.items import Items
from ecslint.model.launch import TaskLauncher
from ecslint.model.resources import ResourceEntity
from ecslint.resource import CLOUDFORMATION
from ecslint.source import Span
from ecslint.value import Absent, Failure, Known, Mapping, Sequence, Text, Unknown, Value
from ecslint.world import Undetermined

_runs_task = re.compile(r":states:[^:]*:[^:]*:ecs:runTask(?:\.sync|\.waitForTaskToken)?$").search
_substitution = re.compile(r"\$\{([^}]*)\}").fullmatch
_MOST_STATES = 1000


class RunTask(TaskLauncher):
    """A state that runs a task, by what it passes to ECS: in every language spelled in PascalCase."""

    noun = "state"

    name: str
    machine: StateMachine

    cluster_reference = raw(api="cluster")
    task_definition_reference = raw(api="taskDefinition")
    placement_strategies = raw(api="placementStrategy")

    def _member(self, mapping: Mapping, name: str) -> tuple[Value, Span | None]:
        """A member, or what is computed of the input of the state, which nobody knows."""
        for key in (f"{name}.$", name):
            value = self.world.resolve(mapping.items.get(key, Absent(mapping.span)))
            computed = isinstance(value, Known) and str(value.value).startswith("{%")
            if not isinstance(value, Absent) and (key != name or computed):
                raise Undetermined(Unknown(f"{name} comes from the input of {self}", value.span))
        return super()._member(mapping, name)

    def __str__(self) -> str:
        return f'state "{self.name}" of {self.machine}'


class StateMachine(
    ResourceEntity,
    terraform=("aws_sfn_state_machine",),
    cloudformation=("AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"),
):
    """A state machine."""

    noun = "state machine"

    definition_text = raw(terraform="definition", cloudformation="DefinitionString")
    definition_object = raw(terraform="definition_object", cloudformation="Definition")
    in_s3 = given(cloudformation="DefinitionS3Location")
    in_file = given(cloudformation="DefinitionUri")
    substitutions = raw(terraform="definition_substitutions", cloudformation="DefinitionSubstitutions")

    @property
    def run_tasks(self) -> Items[RunTask]:
        """The states that run tasks; open when one cannot be read."""
        found: list[RunTask] = []
        unknown: Unknown | None = None
        for name, state in self._states():
            try:
                arguments = self._arguments(state)
            except Undetermined as problem:
                unknown = unknown or problem.unknown
                continue
            if arguments is not None:
                run = self.part(RunTask, arguments, CLOUDFORMATION)
                run.name, run.machine = name, self
                found.append(run)
        return Items(found, unknown)

    def _arguments(self, state: Value) -> Value | None:
        """What a state passes to ECS; None for one that runs no task."""
        settled = self.world.settle(state)
        if not isinstance(settled, Mapping) or not _is_run_task(settled.items.get("Resource")):
            return None
        for name in ("Parameters", "Arguments"):
            if name in settled.items:
                return settled.items[name]
        raise Undetermined(Unknown("the state passes its input to ECS", settled.span))

    def _states(self) -> Iterator[tuple[str, Value]]:
        """All states, those inside others included."""
        waiting: list[Value] = [self._definition()]
        for _ in range(_MOST_STATES):
            if not waiting:
                return
            states = self._member_of(waiting.pop(0), "States")
            for name, state in states.items.items() if isinstance(states, Mapping) else ():
                yield name, state
                inner = [self._member_of(state, key) for key in ("ItemProcessor", "Iterator", "Branches")]
                for block in inner:
                    waiting += block.items if isinstance(block, Sequence) else [block]

    def _member_of(self, value: Value, name: str) -> Value:
        settled = self.world.settle(value)
        member = settled.items.get(name) if isinstance(settled, Mapping) else None
        return Absent(settled.span) if member is None else self.world.settle(member)

    def _definition(self) -> Value:
        """The definition as an object, with what CloudFormation puts into it."""
        for attribute in ("definition_text", "definition_object"):
            value: Value = getattr(self, attribute)
            if isinstance(value, Absent):
                continue
            content = self.world.settle(self.index.document(self.world, value))
            substitutions = self.world.settle(self.substitutions)
            if isinstance(content, Failure):
                raise Undetermined(Unknown(f"the definition is not JSON: {content.message}", content.span))
            if isinstance(content, Unknown):
                raise Undetermined(content)
            if not isinstance(substitutions, Mapping):
                return content
            return self.index.derived(content, partial(_substituted, content, substitutions.items))
        reason = "the definition is in S3" if self.in_s3 else "no definition is given"
        reason = "the definition is in a file of its own" if self.in_file else reason
        raise Undetermined(Unknown(reason, self.span))


def _is_run_task(resource: Value | None) -> bool:
    """Whether the resource of a state is the integration that runs tasks, in any partition."""
    match resource:
        case Known(value=str() as text):
            return _runs_task(text) is not None
        case Text(parts=parts):
            return any(map(_is_run_task, parts))
    return False


def _substituted(value: Value, given: dict[str, Value]) -> Value:
    """A definition with the values of its substitutions where they alone are the text."""
    match value:
        case Known(value=str() as text) if match := _substitution(text):
            return given.get(match[1], value)
        case Mapping(items=items):
            members = {key: _substituted(member, given) for key, member in items.items()}
            return Mapping(members, value.span, value.keys, value.via, value.open, value.kind)
        case Sequence(items=members):
            parts = tuple(_substituted(member, given) for member in members)
            return Sequence(parts, value.span, value.via, value.open, value.kind)
    return value
