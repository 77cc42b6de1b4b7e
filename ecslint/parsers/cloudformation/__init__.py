"""CloudFormation templates, in YAML and JSON, what CDK synthesises among them."""

from __future__ import annotations

from ecslint.parsers.cloudformation.document import recognise
from ecslint.parsers.cloudformation.files import Files
from ecslint.parsers.cloudformation.joining import Scope
from ecslint.resource import CLOUDFORMATION, Stack
from ecslint.source import Workspace

__all__ = ["Files", "Scope", "load", "recognise"]


def load(workspace: Workspace, path: str) -> Stack | None:
    """The stack of one template and of those nested in it; None when the file is no template."""
    scope = Scope(Files(workspace))
    tree = scope.add(path)
    if tree is None:
        problems = scope.files.faults(path)
        return Stack(workspace.shown(path), CLOUDFORMATION, problems=problems) if problems else None
    return next((scope.stack(each) for each in scope.joined([tree.path])), None)
