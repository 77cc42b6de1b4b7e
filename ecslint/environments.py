"""What the root modules are run with: once for each environment that a configuration file names.

Without one, and without variables on the command line, the variables files beside a root are taken
for its environments.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import TYPE_CHECKING

from ecslint import inventory
from ecslint.outlines import Outlines
from ecslint.parsers.terraform import Inputs, Setting, VariablesFile
from ecslint.refusal import Refusal
from ecslint.source import Workspace

if TYPE_CHECKING:
    from ecslint.config import Settings
    from ecslint.configurations import Configurations
    from ecslint.memory import Memory


class Environments:
    """The inputs of root modules: those of the command line over those of configuration files."""

    __slots__ = ("_configurations", "_declaring", "_given", "_memory", "_sought")

    def __init__(self, given: Inputs | None, configurations: Configurations, memory: Memory) -> None:
        self._given = given or Inputs()
        self._configurations = configurations
        self._memory = memory
        self._declaring: list[tuple[Workspace, str]] = []
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

            described = inferred(Outlines(workspace, self._memory), root, files)
        found = [self._over(inputs) for inputs in described or [Inputs()]]
        self._declaring.append((workspace, root))
        for inputs in found:
            for setting in inputs.settings:
                if isinstance(setting, Setting):
                    sought = setting.name, setting.how
                    self._sought[sought] = self._sought.get(sought) or self._is_declared(
                        workspace, root, setting.name
                    )
        return found

    def refuse_undeclared(self) -> None:
        """Raise Refusal for a variable that was set for root modules of which none declares it."""
        for (name, how), known in self._sought.items():
            if not known:
                message = f"no root module declares the variable '{name}' that is set {how}"
                declared = {each for place in self._declaring for each in self._declared(*place) or ()}
                raise Refusal(message, "", name, sorted(declared))

    def _is_declared(self, workspace: Workspace, root: str, name: str) -> bool:
        """Whether a root declares a variable, or may do so."""
        declared = self._declared(workspace, root)
        return declared is None or name in declared

    def _declared(self, workspace: Workspace, root: str) -> set[str] | None:
        """The variables of a root, if they are known: those of the module that a Terragrunt file runs."""
        outlines = Outlines(workspace, self._memory)
        module = outlines.terragrunt(root).module if inventory.is_terragrunt(root) else root
        if module is None:
            return None
        has_default, is_whole = outlines.variables(module)
        return set(has_default) if is_whole else None

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


def _inputs(settings: Settings, how: str) -> Inputs:
    return Inputs(
        (
            *(VariablesFile(path) for path in settings.var_files),
            *(Setting(name, value, how) for name, value in settings.vars),
        ),
        workspace=Setting("workspace", settings.workspace, how) if settings.workspace else None,
    )
