"""Inputs on the command line: variables, variables files, the workspace."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ecslint.commands import UsageError, did_you_mean

if TYPE_CHECKING:
    from ecslint.parsers.terraform import Inputs, Setting, VariablesFile

VAR, VAR_FILE = "--var", "--var-file"
_PROCESS = "TF_VAR_"


def in_order(words: Sequence[str], variables: Sequence[str], files: Sequence[str]) -> list[str]:
    """`--var=NAME=VALUE` and `--var-file=FILE`, in the order in which the words of a call give them."""
    left = {VAR_FILE: list(files), VAR: list(variables)}
    ordered = []
    for word in words:
        option = word.partition("=")[0]
        if left.get(option):
            ordered.append(f"{option}={left[option].pop(0)}")
    return ordered + [f"{option}={value}" for option, values in left.items() for value in values]


def read(given: Sequence[str], tf_var_env: bool, workspace: str) -> Inputs | None:
    """The inputs that options mean; None when there are none."""
    if not given and not tf_var_env and not workspace:
        return None
    from ecslint.parsers.terraform import Inputs, Setting

    process = sorted(os.environ.items()) if tf_var_env else []
    return Inputs(
        tuple(map(_setting, given)),
        tuple(
            Setting(name.removeprefix(_PROCESS), value, f"by {name}", typed=True)
            for name, value in process
            if name.startswith(_PROCESS)
        ),
        Setting("workspace", workspace, "by --workspace") if workspace else None,
    )


def _setting(given: str) -> Setting | VariablesFile:
    from ecslint.parsers.terraform import Setting, VariablesFile

    option, _, value = given.partition("=")
    if option == VAR_FILE:
        if not os.path.isfile(value):
            raise UsageError(f"there is no file '{value}'", did_you_mean(value, _beside(value)))
        return VariablesFile(os.path.abspath(value))
    name, equals, text = value.partition("=")
    if not equals or not name or name != name.strip():
        raise UsageError(f"{VAR} cannot be '{value}'", f"write {VAR} NAME=VALUE")
    return Setting(name, text, f"by {VAR}", typed=True)


def _beside(path: str) -> list[str]:
    directory = os.path.dirname(path)
    try:
        return [os.path.join(directory, name) for name in sorted(os.listdir(directory or os.curdir))]
    except OSError:
        return []
