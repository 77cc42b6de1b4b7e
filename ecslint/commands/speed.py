"""How much is done at once, how much not again, and how much not here: processes, the cache, shards."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from ecslint import files
from ecslint.commands import UsageError
from ecslint.commands.options import RUN, Options, flag, text
from ecslint.looking import Look, Progress, Seen

if TYPE_CHECKING:
    from ecslint.cache.store import Store
    from ecslint.engine.choice import Choice
    from ecslint.engine.rule import Rule
    from ecslint.looking import Ask, Records
    from ecslint.resource import Stack
    from ecslint.stack import Discovery
    from ecslint.unit import Unit

AUTO = "auto"
_WORTH_KEEPING = 16
"""How many units there are at least where a cache is faster than none; see bench."""

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
        self._options = options
        self._jobs, self._least = _jobs(options.jobs)
        self.shard = _shard(options.shard) if options.shard else None

    def at(
        self,
        discovery: Discovery,
        rules: list[Rule],
        choose: Callable[[Stack], Choice],
        again: Callable[[], Ask],
    ) -> Seen:
        """Look at the units of a run, or of its shard. Raises Refusal."""
        from ecslint.commands.progress import Bar

        units = self.units(discovery)
        store = self._store(units, rules)
        bar = Bar()
        look = look_for(discovery, choose, store, bar.show)
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

    def _store(self, units: list[Unit], rules: list[Rule]) -> Store | None:
        given = self._options.cache_dir
        if self._options.no_cache or not (given or len(units) >= _WORTH_KEEPING):
            return None
        from ecslint.cache.store import Store
        from ecslint.cache.version import default_directory, version

        directory = given or default_directory()
        return Store(os.path.abspath(directory), version(rules)) if directory else None


def look_for(
    discovery: Discovery,
    choose: Callable[[Stack], Choice],
    store: Records | None = None,
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
