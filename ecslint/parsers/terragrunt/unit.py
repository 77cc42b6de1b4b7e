"""Units: a Terragrunt file with what it includes, the module that it runs, and what the module is given."""

from __future__ import annotations

import os
import re

from ecslint import files
from ecslint.hcl.cases import leaves
from ecslint.hcl.equality import configured
from ecslint.hcl.scalars import scalar_text, text_of
from ecslint.hcl.traversal import attribute
from ecslint.parsers.terraform.declarations import Declared, is_terraform_file, listed
from ecslint.parsers.terraform.namespaces import came
from ecslint.parsers.terragrunt.configuration import Configuration, Reading, body_of
from ecslint.source import Span, Workspace
from ecslint.value import Document, Known, Mapping, Sequence, Step, Unknown, Value

CACHE = ".terragrunt-cache"


class Unit:
    """What one terragrunt.hcl runs. Raises Unreadable."""

    def __init__(self, workspace: Workspace, path: str) -> None:
        self.reading = Reading(workspace)
        self.configuration = Configuration(self.reading, path)
        self.directory = os.path.dirname(path)
        self.included = self.configuration.included()
        self.module = self._module()
        self.inputs = self._inputs()

    @property
    def sound(self) -> bool:
        return not self.reading.problems

    @property
    def is_run(self) -> bool:
        """Whether there is a module to run; a file without one is there to be included."""
        return self.module is not None

    def _layers(self) -> list[Configuration]:
        """The configurations that say something of this unit, the strongest first."""
        known = [found for found in self.included.values() if isinstance(found, Configuration)]
        return [self.configuration, *reversed(known)]

    def _lost(self) -> Unknown | None:
        """Why an included file is not known, or None when all are."""
        return next((found for found in self.included.values() if isinstance(found, Unknown)), None)

    # -- the module ------------------------------------------------------------------------------

    def _module(self) -> str | Unknown | None:
        for layer in self._layers():
            source = body_of(layer, "terraform").attributes.get("source")
            if source is not None:
                return self._located(layer.evaluate(source))
        if any(map(is_terraform_file, listed(self.reading.workspace, self.directory))):
            return self.directory
        return self._lost() if self.configuration.blocks("include") else None

    def _located(self, value: Value) -> str | Unknown:
        """The directory that a source names, in the repository or downloaded."""
        place, identity = value.span, f"source of {self.configuration.address}"
        source = text_of(value)
        if source is None:
            reason = value.reason if isinstance(value, Unknown) else "the source of the module is not known"
            return Unknown(reason, place, identity=identity)
        if source.startswith((".", "/")):
            path = os.path.normpath(os.path.join(self.directory, source))
            if files.is_directory(path) and self.reading.workspace.contains(path):
                return self._whole(files.real(path), place)
            return Unknown(f"the directory of the module, {source}, is not here", place, identity=identity)
        inner = re.sub(r"\?.*", "", source.partition("://")[2] or source).partition("//")[2]
        copies = [copy for copy in self._downloaded() if files.is_directory(os.path.join(copy, inner))]
        if len(copies) == 1:
            return os.path.join(copies[0], inner)
        reason = f"the module {source} is not downloaded (run terragrunt init)"
        return Unknown(reason, place, identity=identity)

    def _whole(self, module: str, place: Span) -> str | Unknown:
        """The module, unless Terragrunt copies configuration of the unit into it."""
        own = [name for name in listed(self.reading.workspace, self.directory) if is_terraform_file(name)]
        if own and module != self.directory:
            return Unknown(f"Terragrunt adds {own[0]} to the module", place, identity=f"module with {own[0]}")
        return module

    def _downloaded(self) -> list[str]:
        """The working copies that Terragrunt has made of modules."""
        cache = os.path.join(self.directory, CACHE)
        return [
            os.path.join(cache, outer, inner)
            for outer in _directories(cache)
            for inner in _directories(os.path.join(cache, outer))
        ]

    # -- what it is given ------------------------------------------------------------------------

    def given(self, name: str, declared: Declared) -> Value | None:
        """What a variable of the module is given; None when it is given nothing."""
        identity = f"input {name} of {self.configuration.address}"
        lost = next(filter(None, map(_arguments, self._layers())), None)
        for layer, inputs, merged in self.inputs if lost is None else ():
            found = self._input(layer, name, inputs)
            if found is not None and merged and isinstance(configured(found), Mapping | Sequence):
                lost = Unknown(f"the input {name} is merged with others", found.span)
            elif found is not None:
                return _as_passed(found, declared)
        lost = lost or self._lost()
        return None if lost is None else Unknown(lost.reason, lost.span, identity=identity)

    def _inputs(self) -> list[tuple[Configuration, Value, bool]]:
        """The inputs of each file that gives any, the strongest first, and whether they are merged deeply."""
        giving: list[tuple[Configuration, bool]] = []
        deep = False
        for block, layer in zip(self.configuration.blocks("include"), self.included.values(), strict=False):
            strategy = block.body.attributes.get("merge_strategy")
            kind = text_of(self.configuration.evaluate(strategy)) if strategy else "shallow"
            deep |= kind not in ("shallow", "no_merge")
            if kind != "no_merge" and isinstance(layer, Configuration):
                giving.insert(0, (layer, deep))
        giving.insert(0, (self.configuration, deep))
        found = [(layer, layer.inputs(), merged) for layer, merged in giving]
        return [(layer, inputs, merged) for layer, inputs, merged in found if inputs is not None]

    def _input(self, layer: Configuration, name: str, inputs: Value) -> Value | None:
        """One of the inputs of a file; an unknown where it cannot be said whether there is one."""
        whole = configured(inputs)
        if isinstance(whole, Known) and whole.value is None:
            return None
        if not isinstance(whole, Mapping):
            branches = [leaf for _, leaf in leaves(whole)]
            if all(
                isinstance(leaf, Mapping) and not leaf.open and name not in leaf.items for leaf in branches
            ):
                return None
            reason = next((leaf.reason for leaf in branches if isinstance(leaf, Unknown)), "they differ")
            return Unknown(f"the inputs of {layer.name} are not known: {reason}", inputs.span)
        value = whole.items.get(name)
        if value is None:
            return attribute(whole, name, whole.open.span) if whole.open is not None else None
        key = whole.keys.get(name, value.span)
        place = key if key.source is layer.source else layer.place(layer.body.attributes["inputs"])
        return came(value, Step(place, f"input {name} of {layer.name}"))


def _arguments(layer: Configuration) -> Unknown | None:
    """That Terraform is called with arguments or an environment that may set variables."""
    for block in body_of(layer, "terraform").blocks:
        if block.type == "extra_arguments":
            text = layer.source.text[block.start : block.end]
            if re.search(r"var_files|-var\b|-var-file|TF_VAR_", text):
                place = Span(layer.source, block.start, block.header_end)
                return Unknown(f"extra arguments in {layer.name} may set it", place)
    return None


def _as_passed(value: Value, declared: Declared) -> Value:
    """An input as it arrives through the environment: the text of it where the variable has no type.

    https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_var_name
    """
    if declared.attribute("type") is not None:
        return value
    match value:
        case Known(value=bool() | int() as plain):
            return Known(scalar_text(plain), value.span, value.via)
        case Sequence() | Mapping():
            return Document(value, value.span, value.via)
    return value


def _directories(path: str) -> list[str]:
    try:
        names = files.names(path)
    except OSError:
        return []
    return [name for name in names if files.is_directory(os.path.join(path, name))]
