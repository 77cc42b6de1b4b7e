"""What the root modules are run with: once for each environment that a configuration file names.

Without one, and without variables on the command line, the variables files beside a root are taken
for its environments.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import TYPE_CHECKING

from ecslint import inventory
from ecslint.parsers import terraform
from ecslint.parsers.terraform import Inputs, Setting, VariablesFile
from ecslint.refusal import Refusal
from ecslint.source import Workspace

if TYPE_CHECKING:
    from ecslint.config import Settings
    from ecslint.configurations import Configurations


class Environments:
    """The inputs of root modules: those of the command line over those of configuration files."""

    __slots__ = ("_configurations", "_declared", "_given", "_sought")

    def __init__(self, given: Inputs | None, configurations: Configurations) -> None:
        self._given = given or Inputs()
        self._configurations = configurations
        self._declared: set[str] = set()
        self._sought: dict[tuple[str, str], bool] = {}

    def readers(self, workspace: Workspace, file: str) -> list[str]:
        """The directories of the stacks to which a configuration file gives this variables file."""
        configuration = self._configurations.nearest(workspace, os.path.dirname(file))
        return [] if configuration is None else configuration.readers(file)

    def of(self, workspace: Workspace, root: str, files: Collection[str] = ()) -> list[Inputs]:
        """The inputs with which a root module is to be read, one for each of its environments.

        `files` are the variables files beside it. Raises Refusal.
        """
        place = os.path.dirname(root) if inventory.is_terragrunt(root) else root
        described = self._configured(workspace, place)
        if files and described is None and not self._given.settings:
            from ecslint.inferred import inferred

            described = inferred(workspace, root, files)
        found = [self._over(inputs) for inputs in described or [Inputs()]]
        declared = _declared(workspace, root)
        self._declared |= declared or set()
        for inputs in found:
            for setting in inputs.settings:
                if isinstance(setting, Setting):
                    known = declared is None or setting.name in declared
                    sought = setting.name, setting.how
                    self._sought[sought] = self._sought.get(sought, False) or known
        return found

    def refuse_undeclared(self) -> None:
        """Raise Refusal for a variable that was set for root modules of which none declares it."""
        for (name, how), known in self._sought.items():
            if not known:
                message = f"no root module declares the variable '{name}' that is set {how}"
                raise Refusal(message, "", name, sorted(self._declared))

    def _over(self, configured: Inputs) -> Inputs:
        """What is given on the command line over what is configured."""
        given = self._given
        return configured._replace(
            settings=configured.settings + given.settings,
            process=given.process,
            workspace=given.workspace or configured.workspace,
        )

    def _configured(self, workspace: Workspace, directory: str) -> list[Inputs] | None:
        """What configuration says of the stack in a directory; None when it says nothing."""
        configuration = self._configurations.nearest(workspace, directory)
        table = configuration.stack(directory) if configuration is not None else None
        if configuration is None or table is None:
            return None
        shared = _inputs(table.settings, f"in {configuration.path}")
        named = [
            (environment.name, _inputs(environment.settings, f"by environment {environment.name}"))
            for environment in table.environments
        ]
        return [
            Inputs(
                shared.settings + own.settings,
                workspace=own.workspace or shared.workspace,
                environment=name,
            )
            for name, own in named
        ] or [shared]


def _declared(workspace: Workspace, root: str) -> set[str] | None:
    """The variables of a root, if they are known: those of the module that a Terragrunt file runs."""
    if not inventory.is_terragrunt(root):
        return terraform.declared_variables(workspace, root)
    from ecslint.parsers import terragrunt

    module = terragrunt.module_of(workspace, root)
    return None if module is None else terraform.declared_variables(workspace, module)


def _inputs(settings: Settings, how: str) -> Inputs:
    return Inputs(
        (
            *(VariablesFile(path) for path in settings.var_files),
            *(Setting(name, value, how) for name, value in settings.vars),
        ),
        workspace=Setting("workspace", settings.workspace, how) if settings.workspace else None,
    )
