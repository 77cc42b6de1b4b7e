"""`ecslint check --watch`: check again whenever a file changes that may count."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from ecslint import files, inventory
from ecslint.commands import UsageError
from ecslint.commands.configuration import settle
from ecslint.commands.output import complain, write

if TYPE_CHECKING:
    from ecslint.commands.check_options import Options

_COUNTING = (
    *inventory.TERRAFORM,
    *inventory.TERRAFORM_VARIABLES,
    *inventory.DOCUMENTS,
    *inventory.TEMPLATES,
    ".hcl",
    ".toml",
)
_PAUSE = 0.3
_SETTLING = 0.05
_SHARE = 10
"""Looking takes at most one in so many seconds."""
_CLEAR = "\x1b[H\x1b[2J"

State = dict[str, tuple[int, int, int]]
"""What tells the versions of each file apart."""


def watch(options: Options, check: Callable[[Options], int]) -> int:
    """Check, and check again after each change, until the person interrupts it."""
    _refuse(options)
    outputs = [output.partition("=")[2] for output in options.output]
    watched = _Watched(options.paths or (os.curdir,), outputs)
    changed: list[str] = []
    while True:
        _say(changed)
        with files.noted() as read:
            _check(options, check, again=bool(changed))
        watched.also(read)
        print("ecslint: watching for changes; Ctrl-C ends it", file=sys.stderr, flush=True)
        changed = watched.wait()


class _Watched:
    """The files that may count: those below the projects of some paths, and those that a run has read."""

    def __init__(self, paths: Iterable[str], outputs: Iterable[str]) -> None:
        directories = {path if os.path.isdir(path) else os.path.dirname(path) or os.curdir for path in paths}
        self._tops = {inventory.project_root(directory) for directory in directories}
        self._own = {os.path.realpath(path) for path in outputs}
        self._read: set[str] = set()
        self._state = self._look()

    def also(self, paths: set[str]) -> None:
        """Watch these too."""
        self._read = paths
        self._state |= _state(path for path in paths if path not in self._state)

    def wait(self) -> list[str]:
        """Wait until something has changed, and nothing does any more; what it was."""
        while True:
            start = time.monotonic()
            state = self._look()
            if state != self._state:
                break
            time.sleep(max(_PAUSE, _SHARE * (time.monotonic() - start)))
        while (later := self._settle()) != state:
            state = later
        before, self._state = self._state, state
        return sorted(path for path in before.keys() | state.keys() if before.get(path) != state.get(path))

    def _settle(self) -> State:
        time.sleep(_SETTLING)
        return self._look()

    def _look(self) -> State:
        return _state({*self._read, *(path for top in self._tops for path in _below(top))} - self._own)


def _below(top: str) -> Iterator[str]:
    for directory, directories, names in os.walk(top):
        directories[:] = [name for name in directories if not inventory.is_skipped(name)]
        yield from (os.path.join(directory, name) for name in names if name.endswith(_COUNTING))


def _state(paths: Iterable[str]) -> State:
    """The state of those files that there are, but the one to which the report goes."""
    report = _identity()
    state = {}
    for path in paths:
        try:
            found = os.stat(path)
        except OSError:
            continue
        if stat.S_ISREG(found.st_mode) and (found.st_dev, found.st_ino) != report:
            state[path] = found.st_mtime_ns, found.st_size, found.st_ino
    return state


def _identity() -> tuple[int, int] | None:
    try:
        report = os.fstat(sys.stdout.fileno())
    except (OSError, ValueError):
        return None
    return report.st_dev, report.st_ino


def _check(options: Options, check: Callable[[Options], int], again: bool) -> None:
    """Check once; what was well at first may be mistaken for a while, so a later mistake ends nothing."""
    try:
        if again:
            settle(options)
        check(options)
    except UsageError as error:
        if not again:
            raise
        complain(error)


def _say(changed: list[str]) -> None:
    if sys.stdout.isatty():
        write(_CLEAR)
    if changed:
        names = [os.path.relpath(path) for path in changed]
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        print(f"ecslint: {', '.join(names[:3])}{more} changed", file=sys.stderr, flush=True)


def _refuse(options: Options) -> None:
    """Raise UsageError for options that have no effect on a run that does not end by itself."""
    for name in ("fail_on", "exit_zero"):
        if name in options.said:
            flag = "--" + name.replace("_", "-")
            raise UsageError(f"{flag} has no effect with --watch, which ends when it is interrupted")
    if options.format not in ("text", "concise"):
        raise UsageError(f"--watch is for people to read: it has no {options.format}", "leave --format out")
    if options.stdin_name or "-" in options.paths:
        raise UsageError("standard input cannot be watched", "name the file itself")
