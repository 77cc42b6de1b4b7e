"""Candidates that take turns, and how their times compare."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
_BYTECODE = tempfile.TemporaryDirectory()


def script(name: str) -> str:
    """A program that is installed beside the interpreter."""
    return str(Path(PYTHON).parent / name)


def process(command: list[str]) -> Callable[[], object]:
    """Runs a command to its end, every program with its bytecode, as it has where it is installed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = _BYTECODE.name
    null = subprocess.DEVNULL
    return lambda: subprocess.run(command, stdout=null, stderr=null, stdin=null, cwd=ROOT, env=environment)


def interleave(rounds: int, candidates: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median seconds of each candidate; all take turns, after one turn that does not count."""
    times: dict[str, list[float]] = {name: [] for name in candidates}
    for turn in range(rounds + 1):
        for name, run in candidates.items():
            start = time.perf_counter()
            run()
            if turn:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


def show(medians: dict[str, float]) -> None:
    """Print the medians."""
    for name, seconds in medians.items():
        print(f"  {name:<32} {seconds * 1000:9.1f} ms")


def ratio(label: str, medians: dict[str, float], above: str, below: str) -> None:
    """Print how many times as long one candidate takes as another."""
    print(f"  {label}: {medians[above] / medians[below]:.1f}")
