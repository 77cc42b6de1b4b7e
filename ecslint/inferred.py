"""Inferred environments: a root module with variables files that somebody has to name.

`terraform apply -var-file=prod.tfvars` leaves nothing in the repository but prod.tfvars. Files can
be given together, so that what another file sets is not known for certain.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import TYPE_CHECKING

from ecslint.parsers import terraform
from ecslint.parsers.terraform import Inputs, VariablesFile

if TYPE_CHECKING:
    from ecslint.outlines import Outlines

MOST = 40
"""How many environments are looked at each; of more, what none of them sets is known."""


def inferred(outlines: Outlines, root: str, files: Collection[str]) -> list[Inputs]:
    """The inputs of a root, one for each of the files that sets one of its variables by being named."""
    variables = outlines.variables(root).has_default
    asked = {name for name, has_default in variables.items() if not has_default}
    automatic = terraform.automatic(outlines.workspace, root)
    setting: dict[str, set[str]] = {}
    for path in files:
        names = outlines.names_set(path) & set(variables)
        if path in automatic:
            asked -= names
        elif names:
            setting[os.path.relpath(path, root).replace(os.sep, "/")] = names
    if len(setting) > MOST:
        return [Inputs(doubtful=_others("", setting))]
    return [
        Inputs(
            (VariablesFile(os.path.join(root, file)),),
            environment=file,
            doubtful=_doubtful(file, setting, asked),
        )
        for file in setting
    ]


def _doubtful(file: str, setting: dict[str, set[str]], asked: set[str]) -> dict[str, str]:
    """The variables that another file may set where one is given, and that file.

    That is what only others set. A file without all that Terraform asks for is given with others,
    and which of them counts nobody can say.
    """
    own, others = setting[file], _others(file, setting)
    complete = not any(name in asked and name not in own for name in others)
    return {name: other for name, other in others.items() if not complete or name not in own}


def _others(file: str, setting: dict[str, set[str]]) -> dict[str, str]:
    """The variables that files other than one set, and the first that does."""
    return {
        name: other for other, names in reversed(setting.items()) if other != file for name in sorted(names)
    }
