"""`ecslint init`: a configuration file to begin with."""

from __future__ import annotations

import os

from ecslint.commands import CLEAN, UsageError, options
from ecslint.commands.configuration import keys, of_directory
from ecslint.commands.output import write


class Options(options.Options):
    """What `ecslint init` can be told."""

    __slots__ = ()

    paths: tuple[str, ...] = options.arguments("[DIR]", "Where to write it; the working directory.")
    stdout: bool = options.flag("Print it instead of writing a file.")


def run(given: Options) -> int:
    """Write an ecslint.toml with all that can be said, commented out, fitting what is found.

    It changes nothing before something in it is put into force, and a file that exists is left alone.
    """
    from ecslint.commands.survey import survey
    from ecslint.config.initial import text
    from ecslint.configurations import OWN, Configurations

    if len(given.paths) > 1:
        raise UsageError("init takes one directory")
    directory = given.paths[0] if given.paths else os.curdir
    if not os.path.isdir(directory):
        raise UsageError(f"there is no directory '{directory}'")
    file = os.path.join(directory, OWN)
    given.configurations = Configurations(keys())
    above = of_directory(given, directory)
    base = "" if above is None else os.path.relpath(above.path, directory).replace(os.sep, "/")
    if above is not None and "/" not in base:
        raise UsageError(f"there is a configuration already: {above.path}", "edit it by hand")
    content = text(keys(), survey(directory), base)
    if given.stdout:
        write(content)
        return CLEAN
    try:
        with open(file, "x", encoding="utf-8") as stream:
            stream.write(content)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}") from error
    write(f"{os.path.relpath(file)} is written; nothing in it is in force yet\n")
    return CLEAN
