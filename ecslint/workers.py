"""Worker processes: units are looked at in several at once; what they answer is plain data.

A process that is made by forking has everything already; any other makes it again.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any

Answer = Any
Ask = Callable[[int], Answer]
"""Gives the answer for the unit of a number."""

_SHARES = 8
"""How many times a process is given work: the more often, the evener the load, and the more is said."""

METHOD = "fork" if sys.platform == "linux" else "spawn"
"""How processes are made: forking is the fastest by far, and safe where there are no threads."""

_ask: Ask | None = None


class WorkerLost(Exception):
    """A process ended before it had answered."""


def in_workers(
    ask: Ask, again: Callable[[], Ask], numbers: list[int], jobs: int
) -> Iterator[tuple[int, Answer]]:
    """The answers for some numbers, in any order; None where asking failed.

    `again` makes `ask` in a process that does not have it. Raises WorkerLost.
    """
    forks = METHOD == "fork"
    pool = ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context(METHOD),
        initializer=_start,
        initargs=(ask if forks else again, not forks),
    )
    size = max(1, len(numbers) // (jobs * _SHARES))
    shares = [numbers[at : at + size] for at in range(0, len(numbers), size)]
    before = set(multiprocessing.active_children())
    try:
        for done in as_completed([pool.submit(_answers, share) for share in shares]):
            yield from done.result()
    except BrokenProcessPool as broken:
        raise WorkerLost("a process that was checking has ended unexpectedly; try --jobs 1") from broken
    except BaseException:
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _start(given: Any, is_to_be_made: bool) -> None:
    global _ask
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _ask = given() if is_to_be_made else given


def _answers(numbers: list[int]) -> list[tuple[int, Answer]]:
    return [(number, _answer(number)) for number in numbers]


def _answer(number: int) -> Answer:
    assert _ask is not None
    try:
        return _ask(number)
    except Exception:  # it is asked again where the fault can be told
        return None
