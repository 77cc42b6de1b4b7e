"""`samconfig.toml`, or `.yaml`: the environments that SAM's command line deploys a template to."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from ecslint.files import is_file
from ecslint.parsers.cloudformation.document import members, text
from ecslint.parsers.cloudformation.parameter_files import overrides, place, plain, toml, yaml
from ecslint.source import Source, Unreadable, Workspace
from ecslint.value import Known, Value

NAMES = ("samconfig.toml", "samconfig.yaml", "samconfig.yml")
"""The names that the file can have. SAM takes the first that there is."""

_USUAL = ("template.yaml", "template.yml", "template.json")
_COMMANDS = ("deploy", "global")
_TEMPLATES = ("template_file", "template")
_OVERRIDES = "parameter_overrides"

V = TypeVar("V")


class Environment(NamedTuple):
    """An environment, and what it gives to the parameters of the template."""

    name: str
    parameters: dict[str, Value]


def file_beside(template: str) -> str | None:
    """The path of the file beside a template."""
    beside = (os.path.join(os.path.dirname(template), name) for name in NAMES)
    return next(filter(is_file, beside), None)


def environments(workspace: Workspace, template: str) -> list[Environment]:
    """The environments of the file beside a template. Raises Refusal."""
    path = file_beside(template)
    if path is None:
        return []
    try:
        source = workspace.read(path)
    except Unreadable:
        return []
    return _of_toml(source, template) if path.endswith(".toml") else _of_yaml(source, template)


def _of_toml(source: Source, template: str) -> list[Environment]:
    found = []
    for name, table in toml(source).items():
        commands = table if isinstance(table, dict) else {}
        given = {each: _parameters(commands, each) for each in commands}
        if _deploys(given) and _is_of(template, _named(given)):
            command = _giving(given)
            values = plain(given[command][_OVERRIDES]) if command else {}
            found.append(Environment(name, _placed(source, f"{name}.{command}.parameters", values or {})))
    return found


def _of_yaml(source: Source, template: str) -> list[Environment]:
    found = []
    for name, table in members(yaml(source)).items():
        commands = members(table)
        given = {each: members(members(options).get("parameters")) for each, options in commands.items()}
        if _deploys(given) and _is_of(template, [text(each) or "" for each in _named(given)]):
            command = _giving(given)
            found.append(Environment(name, overrides(given[command][_OVERRIDES]) if command else {}))
    return found


def _deploys(given: Mapping[str, object]) -> bool:
    return any(command in given for command in _COMMANDS)


def _giving(given: Mapping[str, Mapping[str, object]]) -> str:
    """The command that gives the parameters of the template, empty where none does."""
    return next((each for each in _COMMANDS if _OVERRIDES in given.get(each, {})), "")


def _named(given: Mapping[str, Mapping[str, V]]) -> list[V]:
    """What the commands say is the file of the template."""
    return [options[key] for options in given.values() for key in _TEMPLATES if key in options]


def _parameters(commands: dict[str, object], command: str) -> dict[str, object]:
    options = commands.get(command)
    parameters = options.get("parameters") if isinstance(options, dict) else None
    return parameters if isinstance(parameters, dict) else {}


def _is_of(template: str, named: Iterable[object]) -> bool:
    """Whether an environment deploys a template: the one that is named, else the one with the usual name."""
    directory = os.path.dirname(template)
    files = [os.path.normpath(os.path.join(directory, str(each))) for each in named]
    existing = [file for file in files if is_file(file)]
    return template in existing if existing else os.path.basename(template) in _USUAL


def _placed(source: Source, table: str, values: dict[str, str]) -> dict[str, Value]:
    header = re.search(rf"(?m)^[ \t]*\[\s*{re.escape(table)}\s*\]", source.text)
    start = header.end() if header is not None else 0
    following = re.compile(r"(?m)^[ \t]*\[[^\]\n]+\][ \t]*$").search(source.text, start)
    end = following.start() if header is not None and following is not None else len(source.text)
    return {name: Known(value, place(source, name, start, end)) for name, value in values.items()}
