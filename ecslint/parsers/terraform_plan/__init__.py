"""What `terraform show -json` and `tofu show -json` print: a plan or a state, as a stack of resources."""

from __future__ import annotations

import re

from ecslint.resource import TERRAFORM, Problem, Stack
from ecslint.source import Span, Unreadable, Workspace

__all__ = ["load", "recognise"]

_opening = re.compile(r"\s*+\{").match
_telling = re.compile(r'"(?:planned_values|root_module)"[ \t\r\n]*+:').search


def recognise(text: str) -> bool:
    """Whether a text may be a plan or a state."""
    named = '"format_version"' in text and '"terraform_version"' in text
    return named and _opening(text) is not None and _telling(text) is not None


def load(workspace: Workspace, path: str) -> tuple[Stack, str] | None:
    """The stack of a plan or state, and the directory of the root module that it was made of.

    The directory is empty where the root module is not beside the plan. None when the file is
    neither plan nor state.
    """
    from ecslint.json_text import JsonError, load_json
    from ecslint.parsers.terraform_plan.document import read
    from ecslint.parsers.terraform_plan.sources import with_sources
    from ecslint.parsers.terraform_plan.stacks import build

    try:
        source = workspace.read(path)
        root = load_json(source)
    except Unreadable as problem:
        return _unreadable(workspace.shown(path), problem.message, problem.span), ""
    except JsonError as error:
        return _unreadable(workspace.shown(path), f"this is not JSON: {error.message}", error.span), ""
    document = read(root)
    if document is None:
        return None
    return with_sources(workspace, path, document, build(document, source))


def _unreadable(name: str, message: str, span: Span) -> Stack:
    problem = Problem("ECS001", message, span)
    return Stack(name, TERRAFORM, problems=[problem], sources=[span.source], complete=False, damaged=True)
