"""A survey of a repository, for its first configuration file."""

from __future__ import annotations

import os
from collections.abc import Iterator

from ecslint import inventory
from ecslint.config.initial import Root, Survey
from ecslint.inferred import inferred
from ecslint.memory import Memory
from ecslint.outlines import Outlines
from ecslint.parsers import ecs_json, terraform_plan
from ecslint.parsers.terraform import VariablesFile
from ecslint.project import Project
from ecslint.source import Unreadable, Workspace


def survey(directory: str) -> Survey:
    """What lies below a directory and a configuration file has words for; paths are relative to it."""
    top = os.path.realpath(directory)
    workspace = Workspace(inventory.boundary(top))
    found = inventory.take(top)
    texts = dict(_texts(workspace, filter(inventory.is_about_ecs, found.documents)))
    plans = [path for path, text in texts.items() if terraform_plan.recognise(text)]
    documents = [path for path, text in texts.items() if path not in plans and ecs_json.recognise(text)]
    roots = [*_root_modules(workspace, found, top), *_templates(found.documents, top)]
    return Survey(
        roots, [_relative(path, top) for path in plans], [_relative(path, top) for path in documents]
    )


def _texts(workspace: Workspace, paths: Iterator[str]) -> Iterator[tuple[str, str]]:
    for path in paths:
        try:
            yield path, workspace.read(path).text
        except Unreadable:
            continue


def _root_modules(workspace: Workspace, found: inventory.Inventory, top: str) -> Iterator[Root]:
    """The root modules with variables files of which somebody names one."""
    outlines = Outlines(workspace, Memory())
    for root in Project(outlines, found.terraform).roots:
        if root not in found.variables or inventory.is_terragrunt(root):
            continue
        files = [
            setting.path
            for inputs in inferred(outlines, root, found.variables[root])
            for setting in inputs.settings
            if isinstance(setting, VariablesFile)
        ]
        if files:
            yield Root(_relative(root, top), "var-files", _named(files, top))


def _templates(documents: list[str], top: str) -> Iterator[Root]:
    """The templates that lie alone in their folder, with the parameter files beside and below them."""
    templates: dict[str, list[str]] = {}
    for path in filter(inventory.template_text, documents):
        templates.setdefault(os.path.dirname(path), []).append(path)
    files: dict[str, list[str]] = {}
    for path in documents:
        if inventory.template_text(path) or not inventory.may_be_parameters(path):
            continue
        folder = os.path.dirname(path)
        while folder not in templates and folder != top and folder != os.path.dirname(folder):
            folder = os.path.dirname(folder)
        files.setdefault(folder, []).append(path)
    for folder, (template, *others) in templates.items():
        if not others and folder in files:
            yield Root(_relative(template, top), "parameters", _named(files[folder], top))


def _named(paths: list[str], top: str) -> dict[str, str]:
    """The files by the name of what they are for: that of the file, or its path where two have it."""
    stems = [os.path.basename(path).partition(".")[0] for path in paths]
    return {
        stem if stems.count(stem) == 1 else _relative(path, top): _relative(path, top)
        for stem, path in zip(stems, paths, strict=True)
    }


def _relative(path: str, top: str) -> str:
    return os.path.relpath(path, top).replace(os.sep, "/")
