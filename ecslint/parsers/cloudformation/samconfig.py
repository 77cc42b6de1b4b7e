"""`samconfig.toml`: the environments that SAM's command line deploys a template to."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from ecslint.files import is_file
from ecslint.parsers.cloudformation.parameter_files import place, plain, toml
from ecslint.source import Source, Unreadable, Workspace
from ecslint.value import Known, Value

NAME = "samconfig.toml"
_USUAL = ("template.yaml", "template.yml", "template.json")
_COMMANDS = ("deploy", "global")
_TEMPLATES = ("template_file", "template")


class Environment(NamedTuple):
    """An environment, and what it gives to the parameters of the template."""

    name: str
    parameters: dict[str, Value]


def environments(workspace: Workspace, template: str) -> list[Environment]:
    """The environments of the file beside a template. Raises Refusal."""
    path = os.path.join(os.path.dirname(template), NAME)
    if not is_file(path):
        return []
    try:
        source = workspace.read(path)
    except Unreadable:
        return []
    found = []
    for name, table in toml(source).items():
        commands = table if isinstance(table, dict) else {}
        given = {each: _parameters(commands, each) for each in commands}
        if not any(command in given for command in _COMMANDS) or not _is_of(template, given):
            continue
        command = next((each for each in _COMMANDS if "parameter_overrides" in given.get(each, {})), "")
        overrides = plain(given[command]["parameter_overrides"]) if command else {}
        found.append(Environment(name, _placed(source, f"{name}.{command}.parameters", overrides or {})))
    return found


def _parameters(commands: dict[str, object], command: str) -> dict[str, object]:
    options = commands.get(command)
    parameters = options.get("parameters") if isinstance(options, dict) else None
    return parameters if isinstance(parameters, dict) else {}


def _is_of(template: str, given: dict[str, dict[str, object]]) -> bool:
    """Whether an environment deploys a template: the one that is named, else the one with the usual name."""
    directory = os.path.dirname(template)
    named = [str(options[key]) for options in given.values() for key in _TEMPLATES if key in options]
    files = [os.path.normpath(os.path.join(directory, each)) for each in named]
    existing = [file for file in files if is_file(file)]
    return template in existing if existing else os.path.basename(template) in _USUAL


def _placed(source: Source, table: str, values: dict[str, str]) -> dict[str, Value]:
    header = re.search(rf"(?m)^[ \t]*\[\s*{re.escape(table)}\s*\]", source.text)
    start = header.end() if header is not None else 0
    following = re.compile(r"(?m)^[ \t]*\[[^\]\n]+\][ \t]*$").search(source.text, start)
    end = following.start() if header is not None and following is not None else len(source.text)
    return {name: Known(value, place(source, name, start, end)) for name, value in values.items()}
