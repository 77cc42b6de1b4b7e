"""Reports in files: which format goes where, and writing so that there is never half a file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from ecslint.commands import UsageError, did_you_mean
from ecslint.commands.reports import FORMATS


class Output(NamedTuple):
    """A report that is to be written to a file."""

    format: str
    path: str


def outputs(given: Sequence[str]) -> list[Output]:
    """The reports that `--output FORMAT=FILE` asks for. Raises UsageError for one that cannot be written."""
    found: dict[str, Output] = {}
    for word in given:
        output = _output(word)
        known = found.setdefault(os.path.realpath(output.path), output)
        if known is not output:
            raise UsageError(f"--output writes two reports to '{output.path}'")
    return list(found.values())


def _output(word: str) -> Output:
    format, equals, path = word.partition("=")
    if not equals or not path:
        raise UsageError(f"--output cannot be '{word}'", "write --output FORMAT=FILE")
    if format not in FORMATS:
        nearest = did_you_mean(format, FORMATS) or f"choose one of {', '.join(FORMATS)}"
        raise UsageError(f"--output cannot have the format '{format}'", nearest)
    if path == "-":
        raise UsageError("--output writes to files", f"--format {format} writes to standard output")
    directory = os.path.dirname(path) or os.curdir
    if not os.path.isdir(directory):
        raise UsageError(f"there is no directory '{directory}'", "ecslint does not make directories")
    if os.path.isdir(path):
        raise UsageError(f"--output writes to files, and '{path}' is a directory")
    return Output(format, path)


def write_whole(path: str, text: str) -> None:
    """Put a text in the place of what is at a path, in UTF-8. Raises UsageError when that fails.

    A reader sees what was there before or all of the text. Pipes and devices are written to.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as stream:
                stream.write(data)
            return
        replace(path, data)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def replace(path: str, data: bytes) -> None:
    """Put data in the place of a file, which keeps its permissions, all at once."""
    target = os.path.realpath(path)
    directory, name = os.path.split(target)
    temporary = os.path.join(directory, f".{name}.{os.urandom(6).hex()}.tmp")
    try:
        with open(temporary, "xb") as stream:
            stream.write(data)
        if os.path.exists(target):
            os.chmod(temporary, os.stat(target).st_mode & 0o7777)
        os.replace(temporary, target)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise
