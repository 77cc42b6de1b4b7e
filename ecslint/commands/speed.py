"""How much is done at once, how much not again, and how much not here: processes, the cache, shards."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from ecslint import files
from ecslint.cache.places import default_directory, path_in
from ecslint.commands import UsageError
from ecslint.commands.options import RUN, Options, flag, text
from ecslint.looking import Look, Progress, Seen
from ecslint.memory import Kept, Memory

if TYPE_CHECKING:
    from ecslint.cache.store import Store
    from ecslint.engine.choice import Choice
    from ecslint.engine.rule import Rule
    from ecslint.looking import Ask
    from ecslint.resource import Stack
    from ecslint.stack import Discovery
    from ecslint.unit import Unit

AUTO = "auto"
_WORTH_KEEPING = 16
"""How many units or Terraform directories there are at least where a cache is faster than none; see bench."""

_WORTH_A_PROCESS = 256
"""How many units that nobody knows there are at least where processes are; see bench."""


class SpeedOptions(Options):
    """What changes how long a run takes, and which part of the whole it is; never what is found."""

    __slots__ = ()

    jobs: str = text(
        "N|auto", "How many processes check at once; auto: as many as pay.", configured=RUN, numeric=True
    )
    shard: str = text("K/N", "Check the K-th of N parts of all stacks; ecslint merge joins the reports.")
    no_cache: bool = flag("Neither use nor keep results of earlier runs.", configured=RUN)
    cache_dir: str = text("DIR", "Where results are kept, instead of the cache directory of the user.")


class Looking:
    """How the units of a run are looked at, as its options say. Raises UsageError."""

    def __init__(self, options: SpeedOptions) -> None:
        self._jobs, self._least = _jobs(options.jobs)
        self.shard = _shard(options.shard) if options.shard else None
        self._keeping = Keeping(options.cache_dir, not options.no_cache)

    def memory(self, rules: list[Rule]) -> Memory:
        """What is known of files, where these rules are to be run."""
        return self._keeping.memory(rules)

    def at(self, discovery: Discovery, choose: Callable[[Stack], Choice], again: Callable[[], Ask]) -> Seen:
        """Look at the units of a run, or of its shard. Raises Refusal."""
        from ecslint.commands.progress import Bar

        units = self.units(discovery)
        bar = Bar()
        look = look_for(discovery, choose, self._keeping.store(len(units)), bar.show)
        try:
            return look.at(units, 1 if files.are_given() else self._jobs, self._least, again)
        finally:
            bar.clear()

    def units(self, discovery: Discovery) -> list[Unit]:
        """The units of the run, or of its shard."""
        if self.shard is None:
            return discovery.units
        from ecslint.shards import part

        return part(discovery.units, *self.shard)


class Keeping:
    """What a run takes from earlier ones and keeps for later ones: nothing, where there is little to do.

    `directory` is where it is kept whatever there is to do; if empty, it is that of the user.
    """

    def __init__(self, directory: str, is_wanted: bool) -> None:
        self._is_asked_for = bool(directory)
        self._directory = ""
        if is_wanted:
            self._directory = os.path.abspath(directory) if directory else default_directory()
        self._memory = Memory()
        self._store: Store | None = None
        self._rules: list[Rule] = []

    def memory(self, rules: list[Rule]) -> Memory:
        """What is known of files, where these rules are to be run, and what is found out now."""
        self._rules = rules
        if self._directory and os.path.isfile(path_in(self._directory)):
            self._store = self._made()
        self._memory = Memory(self._store)
        return self._memory

    def store(self, units: int) -> Store | None:
        """What keeps what is found out, where so many units are to be looked at; None if nothing does."""
        if not self._directory:
            return None
        found = self._memory.found
        if self._store is None and (self._is_asked_for or max(units, len(found)) >= _WORTH_KEEPING):
            self._store = self._made()
        if self._store is not None:
            for question, (answer, seen) in found.items():
                self._store.put(question, answer, seen)
        return self._store

    def _made(self) -> Store:
        from ecslint.cache.store import Store
        from ecslint.cache.version import version

        return Store(self._directory, cache(partial(version, self._rules)))


def look_for(
    discovery: Discovery,
    choose: Callable[[Stack], Choice],
    store: Kept | None = None,
    progress: Progress | None = None,
) -> Look:
    """A look at what was discovered."""
    from ecslint.commands.policy import configuration_of
    from ecslint.resource import TERRAFORM

    def whole(stack: Stack) -> bool:
        # A path into a document is followed in the document.
        if stack.language == TERRAFORM:
            return False
        configuration = configuration_of(discovery, stack)
        return configuration is not None and any(
            getattr(entry.scope, "where", "") for entry in configuration.suppressions
        )

    return Look(choose, whole, store, progress)


def _jobs(said: str) -> tuple[int, int]:
    """How many processes there may be, and for how many units at least."""
    if said in ("", AUTO):
        return available(), _WORTH_A_PROCESS
    if not said.isdecimal() or not 1 <= int(said) <= 1024:
        raise UsageError(f"--jobs cannot be '{said}'", "write --jobs auto, or how many processes")
    return int(said), 2


def available() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _shard(said: str) -> tuple[int, int]:
    number, slash, count = said.partition("/")
    if not (slash and number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise UsageError(f"--shard cannot be '{said}'", "write --shard 2/5 for the second of five parts")
    return int(number), int(count)
