"""Rewriting files: what was read, edited and written back as it was, line endings and all."""

from __future__ import annotations

import os
from collections.abc import Iterable

from ecslint.commands import UsageError
from ecslint.commands.files import replace
from ecslint.engine.suppression.edits import Edit, edited
from ecslint.source import Source

_MARK = b"\xef\xbb\xbf"


def rewrite(source: Source, edits: Iterable[Edit]) -> None:
    """Make edits in a file that has been read. Raises UsageError when it has changed or cannot be written."""
    try:
        with open(source.path, "rb") as stream:
            data = stream.read()
        mark = _MARK if data.startswith(_MARK) else b""
        if data[len(mark) :] != source.text.encode():
            raise UsageError(f"{source.path} was changed meanwhile, so it is left as it is")
        replace(source.path, mark + edited(source.text, edits).encode())
    except OSError as error:
        raise UsageError(f"{source.path} cannot be written: {error.strerror}") from error


def append(path: str, text: str) -> None:
    """Add text at the end of a file, which is made if there is none."""
    try:
        data = b""
        if os.path.lexists(path):
            with open(path, "rb") as stream:
                data = stream.read()
        newline = b"\r\n" if b"\r\n" in data else b"\n"
        between = newline * (2 - data.endswith(b"\n")) if data else b""
        replace(path, data + between + text.encode().replace(b"\n", newline))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
