"""Module calls: what a call leads to, and where the source of a called module is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecslint import files
from ecslint.hcl.equality import configured
from ecslint.hcl.evaluator import evaluate
from ecslint.hcl.scalars import text_of
from ecslint.parsers.terraform.declarations import Declarations, declarations
from ecslint.value import Unknown, Value

if TYPE_CHECKING:
    from ecslint.parsers.terraform.modules import Module

_DEEPEST = 24
"""How deep modules may call each other."""


def is_local(source: str) -> bool:
    """Whether a module source is a directory beside the calling module."""
    return source.startswith(("./", "../", ".\\", "..\\")) or source in (".", "..")


def called_module(module: Module, name: str) -> tuple[type[Module], Declarations] | Unknown:
    """What a call leads to: the module, or what is known of one that is not downloaded."""
    from ecslint.parsers.terraform.modules import Module as Read

    call = module.declared.calls[name]
    directory = module_directory(module, name)
    if not isinstance(directory, Unknown):
        return Read, declarations(module.shared.workspace, directory)
    if is_local(_source(module, name)):
        return directory
    from ecslint.parsers.terraform.stand_ins import StandIn, stand_in

    known = stand_in(call)
    return directory if known is None else (StandIn, known)


def module_directory(module: Module, name: str) -> str | Unknown:
    """The directory of the module that a call names, or why it is not known."""
    call = module.declared.calls[name]
    label = module.qualified(f"module.{name}")
    source = _source(module, name)
    if is_local(source):
        directory = os.path.normpath(os.path.join(module.declared.directory, source.replace("\\", "/")))
    else:
        installed = module.shared.installed.get(_key(module, name))
        if installed is None:
            return not_downloaded(module, name)
        from ecslint.parsers.terraform.module_sources import is_outdated

        if is_outdated(source, call.text("version"), installed.source, installed.version):
            reason = f"{label} was downloaded before its source or version changed (run terraform init)"
            return Unknown(reason, call.header, identity=label)
        directory = installed.directory
    if not files.is_directory(directory) or not module.shared.workspace.contains(directory):
        return Unknown(f"the directory of {label}, {source}, is not here", call.header, identity=label)
    callers = list(_callers(module))
    if len(callers) > _DEEPEST or any(caller.declared.directory == directory for caller in callers):
        return Unknown(f"{label} calls itself", call.header, identity=label)
    return directory


def _source(module: Module, name: str) -> str:
    """Where a called module is; OpenTofu lets a call say it with variables and locals. Empty if unknown."""
    call = module.declared.calls[name]
    local, written = call.attribute("source"), call.text("source")
    if local is None or written is not None:
        return written or ""

    def compute() -> Value:
        return evaluate(local.attribute.expression, module.scope(local.source))

    return text_of(configured(module.once(f"source of module.{name}", local.span, compute))) or ""


def not_downloaded(module: Module, name: str) -> Unknown:
    """Why the module that a call names is not known: the same for all instances of it."""
    label = module.qualified(f"module.{name}")
    reason = f"{label} is not downloaded (run terraform init)"
    return Unknown(reason, module.declared.calls[name].header, identity=label)


def _key(module: Module, name: str) -> str:
    """The path of module names, as `terraform init` writes it down."""
    names = [str(caller.call.block.labels[0].value) for caller in _callers(module) if caller.call is not None]
    return ".".join([*reversed(names), name])


def _callers(module: Module) -> Iterator[Module]:
    caller: Module | None = module
    while caller is not None:
        yield caller
        caller = caller.parent
