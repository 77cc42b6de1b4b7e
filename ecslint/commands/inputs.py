"""Inputs on the command line: variables, variables files, the workspace."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ecslint.commands import UsageError, did_you_mean
from ecslint.resource import CLOUDFORMATION, TERRAFORM

if TYPE_CHECKING:
    from collections.abc import Collection

    from ecslint.commands.options import InputOptions
    from ecslint.deployments import Parameter, ParametersFile
    from ecslint.parsers.terraform import Inputs, Setting, VariablesFile

_PROCESS = "TF_VAR_"
_OF_ROOTS, _OF_TEMPLATES = ("var", "var_file", "workspace"), ("parameters",)


def read(options: InputOptions) -> Inputs | None:
    """The inputs that options mean; None when there are none. Raises UsageError."""
    if not options.order and not options.tf_var_env and not options.workspace:
        return None
    from ecslint.parsers.terraform import Inputs, Setting

    process = sorted(os.environ.items()) if options.tf_var_env else []
    workspace = options.workspace
    return Inputs(
        tuple(
            _variables_file(value) if name == "var_file" else _variable(value)
            for name, value in options.order
        ),
        tuple(
            Setting(name.removeprefix(_PROCESS), value, f"by {name}", typed=True)
            for name, value in process
            if name.startswith(_PROCESS)
        ),
        Setting("workspace", workspace, "by --workspace") if workspace else None,
    )


def read_parameters(options: InputOptions) -> list[Parameter | ParametersFile]:
    """The parameters of templates that options set. Raises UsageError."""
    return [_parameter(given) for given in options.parameters]


def refuse_idle(said: Collection[str], languages: Collection[str]) -> None:
    """Raise UsageError for inputs of a kind of stacks of which there is none."""
    given = [name for name in (*_OF_ROOTS, *_OF_TEMPLATES) if name in said]
    if not languages or "" in languages:  # nothing to look at, or something that cannot be read
        return
    for name in given:
        language, what = (TERRAFORM, "root module") if name in _OF_ROOTS else (CLOUDFORMATION, "template")
        if language not in languages:
            raise UsageError(f"--{name.replace('_', '-')} has no effect: there is no {what} here")


def _parameter(given: str) -> Parameter | ParametersFile:
    from ecslint.deployments import Parameter, ParametersFile

    path = given.removeprefix("file://")
    if os.path.isfile(path):
        return ParametersFile(os.path.abspath(path))
    name, equals, value = given.partition("=")
    if not equals:
        nearest = did_you_mean(path, _beside(path))
        raise UsageError(f"there is no file '{path}'", nearest or "write --parameters NAME=VALUE or a file")
    if not name.isalnum():
        raise UsageError(f"--parameters cannot be '{given}'", "write --parameters NAME=VALUE or a file")
    return Parameter(name, value, "by --parameters")


def _variables_file(path: str) -> VariablesFile:
    from ecslint.parsers.terraform import VariablesFile

    if not os.path.isfile(path):
        raise UsageError(f"there is no file '{path}'", did_you_mean(path, _beside(path)))
    return VariablesFile(os.path.abspath(path))


def _variable(given: str) -> Setting:
    from ecslint.parsers.terraform import Setting

    name, equals, text = given.partition("=")
    if not equals or not name or name != name.strip():
        raise UsageError(f"--var cannot be '{given}'", "write --var NAME=VALUE")
    return Setting(name, text, "by --var", typed=True)


def _beside(path: str) -> list[str]:
    directory = os.path.dirname(path)
    try:
        return [os.path.join(directory, name) for name in sorted(os.listdir(directory or os.curdir))]
    except OSError:
        return []
