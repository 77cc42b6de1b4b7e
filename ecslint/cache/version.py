"""What results depend on besides configuration: this ecslint and its rules, Python, the time zone."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator

from ecslint import __version__, facts
from ecslint.engine.rule import Rule


def version(rules: Iterable[Rule]) -> str:
    """A text that is another one whenever a file of ecslint or of the rules is."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folders = {package, *(os.path.dirname(rule.check.__code__.co_filename) for rule in rules)}
    stamps = sorted(stamp for folder in folders for stamp in _stamps(folder))
    parts = [__version__, sys.version, sys.platform, *time.tzname, *stamps]
    return facts.digest("\0".join(parts).encode("utf-8", "surrogatepass"))


def _stamps(folder: str) -> Iterator[str]:
    """Path, size and time of each source below a folder."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        yield from _stamps(entry.path)
                elif entry.name.endswith((".py", ".tf")):
                    state = entry.stat()
                    yield f"{entry.path} {state.st_size} {state.st_mtime_ns}"
    except OSError:
        return
