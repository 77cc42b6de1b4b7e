"""Terragrunt's own functions, as far as the repository alone says what they give."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from ecslint.files import exists
from ecslint.hcl.cases import first_condition
from ecslint.hcl.functions.registry import Context, Function, Undecided
from ecslint.hcl.types import ANY, STRING
from ecslint.value import Unknown, Value

if TYPE_CHECKING:
    from ecslint.parsers.terragrunt.configuration import Configuration


def _host(context: Context) -> Configuration:
    return cast("Configuration", context.scope.host)


def _relative(path: str, start: str) -> str:
    return os.path.relpath(path, start).replace(os.sep, "/")


def _find_in_parent_folders(context: Context, name: str = "terragrunt.hcl", fallback: str = "") -> str:
    """What is not below the repository may lie above it."""
    host = _host(context)
    directory = host.directory
    while directory != host.reading.workspace.root and os.path.dirname(directory) != directory:
        directory = os.path.dirname(directory)
        found = os.path.join(directory, name)
        if host.reading.workspace.contains(found) and exists(found):
            return found
    raise Undecided(f"{name} is in no parent folder inside the repository")


def _read_terragrunt_config(context: Context, path: str, fallback: Value | None = None) -> Value:
    host = _host(context)
    found = host.other(os.path.join(host.directory, path))
    if isinstance(found, Unknown):
        raise Undecided(found.reason)
    return found.exposed()


def _parent(context: Context, label: str) -> Configuration:
    """The other side of an inclusion: the included file, for the one that includes it."""
    host = _host(context)
    if host.child is not None:
        return host
    included = host.included()
    if label not in included and len(included) == 1 and not label:
        label = next(iter(included))
    found = included.get(label)
    if found is None or isinstance(found, Unknown):
        raise Undecided(found.reason if found is not None else "the included file is not known")
    return found


def _path_relative_to_include(context: Context, label: str = "") -> str:
    host = _host(context)
    if not label and host.child is None and not host.blocks("include"):
        return "."
    return _relative(host.directory, os.path.dirname(_parent(context, label).path))


def _path_relative_from_include(context: Context, label: str = "") -> str:
    host = _host(context)
    if not label and host.child is None and not host.blocks("include"):
        return "."
    return _relative(os.path.dirname(_parent(context, label).path), host.directory)


def _get_terragrunt_dir(context: Context) -> str:
    return _host(context).directory


def _get_parent_terragrunt_dir(context: Context, label: str = "") -> str:
    host = _host(context)
    if not label and host.child is None and not host.blocks("include"):
        return host.directory
    return os.path.dirname(_parent(context, label).path)


def _repository(context: Context) -> str:
    root = _host(context).reading.workspace.root
    if not exists(os.path.join(root, ".git")):
        raise Undecided("there is no repository here")
    return root


def _get_path_from_repo_root(context: Context) -> str:
    return _relative(_host(context).directory, _repository(context))


def _get_path_to_repo_root(context: Context) -> str:
    return _relative(_repository(context), _host(context).directory)


def _path(apply: object, *parameters: str) -> Function:
    return Function(parameters, STRING, apply, first_condition)  # type: ignore[arg-type]


def own_function(name: str) -> Function:
    """A function of Terragrunt by its name; most look at what is outside of the repository."""
    return _FUNCTIONS.get(name, _OUTSIDE)


def _undecided(context: Context, *values: Value) -> str:
    raise Undecided(f"{context.name}() is known only when Terragrunt runs")


_OUTSIDE = Function(("value*",), ANY, _undecided, lambda value: None)
_FUNCTIONS: dict[str, Function] = {
    "find_in_parent_folders": _path(_find_in_parent_folders, "string?", "string?"),
    "read_terragrunt_config": Function(("string", "value?"), ANY, _read_terragrunt_config, first_condition),
    "path_relative_to_include": _path(_path_relative_to_include, "string?"),
    "path_relative_from_include": _path(_path_relative_from_include, "string?"),
    "get_terragrunt_dir": _path(_get_terragrunt_dir),
    "get_parent_terragrunt_dir": _path(_get_parent_terragrunt_dir, "string?"),
    "get_repo_root": _path(_repository),
    "get_path_from_repo_root": _path(_get_path_from_repo_root),
    "get_path_to_repo_root": _path(_get_path_to_repo_root),
}
