"""Variables files: which of them Terraform reads by itself, and what one sets."""

from __future__ import annotations

import os

from ecslint.parsers.terraform.declarations import Declarations, listed, read_file
from ecslint.source import Unreadable, Workspace
from ecslint.value import Mapping

_FIRST = ("terraform.tfvars", "terraform.tfvars.json")
_AUTOMATIC = (".auto.tfvars", ".auto.tfvars.json")


def automatic(workspace: Workspace, directory: str) -> list[str]:
    """The files that Terraform reads by itself, the weakest first."""
    names = listed(workspace, directory)
    first = [name for name in _FIRST if name in names]
    return [os.path.join(directory, name) for name in first + list(filter(is_automatic, names))]


def is_automatic(name: str) -> bool:
    """Whether Terraform reads a file of this name, beside the root module, after `terraform.tfvars`."""
    return name.endswith(_AUTOMATIC)


def names_set(workspace: Workspace, path: str) -> set[str]:
    """The variables that a file sets, as far as it can be read."""
    if not path.endswith(".json"):
        file = read_file(workspace, path, Declarations(path))
        return set() if file is None else set(file.body.attributes)
    from ecslint.json_text import JsonError, load_json

    try:
        content = load_json(workspace.read(path))
    except (Unreadable, JsonError):
        return set()
    return set(content.items) if isinstance(content, Mapping) else set()
