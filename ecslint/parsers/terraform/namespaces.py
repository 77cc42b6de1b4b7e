"""What stands before the first dot of a traversal: `var`, `path`, `terraform`, a resource type."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from ecslint.hcl.lazy import LazyMapping
from ecslint.hcl.scope import Namespace
from ecslint.source import Span
from ecslint.value import Failure, Known, Step, Unknown, Value, passed

if TYPE_CHECKING:
    from ecslint.parsers.terraform.inputs import Setting


class Names(Namespace):
    """A namespace of which a function finds what is below it."""

    __slots__ = ("find",)

    def __init__(self, name: str, span: Span, find: Callable[[str, Span], Value]) -> None:
        super().__init__(name, span)
        self.find = find

    def attribute(self, name: str, span: Span) -> Value:
        return self.find(name, span)


def came(value: Value, step: Step) -> Value:
    """A value that passed a place; what is evaluated when it is read is left as it is."""
    return value if isinstance(value, LazyMapping) else passed(value, step)


def unknown_names(name: str, why: str, span: Span) -> Names:
    """A namespace of which nothing is known."""
    return Names(
        name, span, lambda member, at: Unknown(f"{name}.{member} {why}", at, identity=f"{name}.{member}")
    )


def run_names(name: str, workspace: Setting | None, span: Span) -> Names:
    """`terraform`: what differs from run to run, but for a workspace that is given."""

    def find(member: str, at: Span) -> Value:
        if member == "workspace" and workspace is not None:
            text = str(workspace.value)
            return Known(text, at, (Step(at, f"{name}.workspace set {workspace.how}"),))
        # OpenTofu's own name is another one for the same.
        return Unknown(f"{name}.{member} differs from run to run", at, identity=f"terraform.{member}")

    return Names(name, span, find)


def path_names(module: str, root: str, span: Span) -> Names:
    """`path`: directories as they are seen from the root module."""

    def find(name: str, at: Span) -> Value:
        match name:
            case "module":
                return Known(os.path.relpath(module, root).replace(os.sep, "/"), at)
            case "root":
                return Known(".", at)
            case "cwd":
                return Known(root, at)
        return Failure(f'path has no attribute "{name}"', at)

    return Names("path", span, find)
