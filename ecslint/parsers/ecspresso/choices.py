"""Which definition files a configuration can mean, where an environment variable is a part of their paths."""

from __future__ import annotations

import os
import re

from ecslint import files
from ecslint.source import Workspace
from ecslint.value import Known, Mapping, Text, Unknown, Value, literal

DEFINITIONS = ("service_definition", "task_definition")
_NAME = r"[^\x2f]+"
_MOST = 50

Choice = dict[str, str]
"""What placeholders, by their identities, are filled in with."""


def choices(workspace: Workspace, directory: str, config: Mapping) -> list[Choice]:
    """What can be filled in so that there are files of these names; nothing where nothing has to be."""
    for key in DEFINITIONS:
        given = config.items.get(key)
        if isinstance(given, Text) and literal(given) is None:
            return _matching(workspace, directory, given)
    return []


def chosen(path: Value, choice: Choice) -> str | None:
    """A path with its placeholders filled in; None where one is left."""
    parts = path.parts if isinstance(path, Text) else (path,)
    texts = [_text(part, choice) for part in parts]
    return None if None in texts else "".join(text for text in texts if text is not None)


def _text(part: Value, choice: Choice) -> str | None:
    return choice.get(part.identity) if isinstance(part, Unknown) else literal(part)


def _matching(workspace: Workspace, directory: str, path: Text) -> list[Choice]:
    """The choices for which the file exists; a placeholder stands for a part of one name."""
    identities: list[str] = []
    pattern = ""
    for part in path.parts:
        if isinstance(part, Known):
            pattern += re.escape(str(part.value))
        elif not isinstance(part, Unknown) or not part.identity:
            return []
        elif part.identity in identities:
            pattern += f"(?P=p{identities.index(part.identity)})"
        else:
            pattern += f"(?P<p{len(identities)}>{_NAME})"
            identities.append(part.identity)
    found = []
    for candidate in _files(workspace, directory, pattern.split("/")):
        match = re.fullmatch(pattern, candidate)
        if match is not None and files.is_file(os.path.join(directory, candidate)):
            found.append(dict(zip(identities, match.groups(), strict=True)))
    return found[:_MOST]


def _files(workspace: Workspace, directory: str, steps: list[str]) -> list[str]:
    """The files below a directory whose path matches step by step, relative to it."""
    paths = [""]
    for step in steps:
        paths = [
            os.path.join(path, name)
            for path in paths
            for name in _names(workspace, os.path.join(directory, path), step)
        ][: 10 * _MOST]
    return paths


def _names(workspace: Workspace, directory: str, step: str) -> list[str]:
    plain = re.sub(r"\\(.)", r"\1", step)
    if "(" not in step or plain in (".", ".."):
        return [plain] if workspace.contains(os.path.join(directory, plain)) else []
    general = re.sub(r"\(\?P=p\d+\)", lambda _: _NAME, step)
    try:
        names = files.names(directory) if workspace.contains(directory) else []
    except OSError:
        return []
    return [name for name in names if re.fullmatch(general, name)]
