"""Inputs on the command line: variables, variables files, the workspace."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ecslint.commands import UsageError, did_you_mean

if TYPE_CHECKING:
    from ecslint.commands.options import InputOptions
    from ecslint.parsers.terraform import Inputs, Setting, VariablesFile

_PROCESS = "TF_VAR_"


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
