"""Terragrunt: a terragrunt.hcl is a root that runs a module with inputs."""

from __future__ import annotations

import os
from weakref import WeakKeyDictionary

from ecslint import facts
from ecslint.parsers import terraform
from ecslint.parsers.terragrunt.configuration import Configuration
from ecslint.parsers.terragrunt.unit import Unit
from ecslint.resource import TERRAFORM, Problem, Stack
from ecslint.source import Unreadable, Workspace
from ecslint.value import Unknown

__all__ = ["load", "outline"]

_units: WeakKeyDictionary[Workspace, dict[str, tuple[Unit | Unreadable, facts.Facts]]] = WeakKeyDictionary()


def outline(workspace: Workspace, path: str) -> tuple[bool, str | None, list[str]]:
    """Whether a Terragrunt file runs a module or may do so, which, if known, and the files it includes."""
    unit = _unit(workspace, path)
    if isinstance(unit, Unreadable):
        return True, None, []
    included = [each.path for each in unit.included.values() if isinstance(each, Configuration)]
    module = unit.module if isinstance(unit.module, str) else None
    return unit.is_run or not unit.sound, module, included


def load(workspace: Workspace, path: str, inputs: terraform.Inputs) -> Stack:
    """The module that a unit runs, with the unit's inputs. Raises Refusal."""
    unit = _unit(workspace, path)
    name = workspace.shown(os.path.dirname(path))
    if isinstance(unit, Unreadable):
        problem = Problem("ECS001", unit.message, unit.span)
        return Stack(name, TERRAFORM, problems=[problem], sources=[unit.span.source], complete=False)
    if isinstance(unit.module, str):
        stack = terraform.load(workspace, unit.module, inputs._replace(given=unit.given))
        stack.name = name
    else:
        stack = Stack(name, TERRAFORM, environment=inputs.environment, complete=False)
        if isinstance(unit.module, Unknown):
            stack.unknowns.append(unit.module)
    stack.sources = [*unit.reading.sources, *stack.sources]
    stack.problems = [*unit.reading.problems, *stack.problems]
    return stack


def _unit(workspace: Workspace, path: str) -> Unit | Unreadable:
    return facts.once(_units.setdefault(workspace, {}), path, lambda: _read(workspace, path))


def _read(workspace: Workspace, path: str) -> Unit | Unreadable:
    try:
        return Unit(workspace, path)
    except Unreadable as problem:
        return problem
