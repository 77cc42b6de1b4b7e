"""Compares ecslint's HCL parser with pygohcl (HashiCorp's own) and python-hcl2 on a directory of .tf files.

    python bench/hcl_corpus.py DIRECTORY

Prints each file that one of them accepts and another refuses, with the reason, and the speed of
ecslint against that of python-hcl2's raw tree. It fails when a difference from pygohcl is found.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator

import hcl2
import pygohcl

from ecslint.hcl.parser import parse
from ecslint.source import Source

Verdict = str | None
"""Why a file is refused, or None where it is accepted."""


def main(directory: str) -> int:
    texts = dict(configurations(directory))
    hcl2.parses_to_tree("a = 1\n")  # compiles or loads its grammar
    verdicts: dict[str, list[Verdict]] = {}
    seconds: dict[str, float] = {}
    for name, judge in JUDGES.items():
        gc.collect()
        start = time.perf_counter()
        results = {path: judge(text) for path, text in texts.items()}
        seconds[name] = time.perf_counter() - start
        for path, verdict in results.items():
            verdicts.setdefault(path, []).append(verdict)

    differences = 0
    for path, (ours, gos, python_hcl2s) in sorted(verdicts.items()):
        differences += (ours is None) != (gos is None)
        if len({verdict is None for verdict in (ours, gos, python_hcl2s)}) > 1:
            print(path)
            for name, verdict in zip(JUDGES, (ours, gos, python_hcl2s), strict=True):
                print(f"  {name:12} {'accepts' if verdict is None else 'refuses: ' + verdict}")
    report(texts, verdicts, seconds, differences)
    return 1 if differences else 0


def report(
    texts: dict[str, str], verdicts: dict[str, list[Verdict]], seconds: dict[str, float], differences: int
) -> None:
    megabytes = sum(map(len, texts.values())) / 1e6
    print(f"\n{len(texts)} files, {megabytes:.2f} MB, {differences} differences between ecslint and pygohcl")
    for index, (name, taken) in enumerate(seconds.items()):
        refused = sum(verdict[index] is not None for verdict in verdicts.values())
        print(f"{name:12} {taken:8.3f} s {megabytes / taken:8.2f} MB/s {refused:6} refused")
    print(f"ecslint is {seconds['python-hcl2'] / seconds['ecslint']:.1f} times as fast as python-hcl2's tree")


def configurations(directory: str) -> Iterator[tuple[str, str]]:
    """Path and text of every .tf file below a directory that is UTF-8."""
    for parent, directories, names in os.walk(directory):
        directories.sort()
        for name in sorted(names):
            path = os.path.join(parent, name)
            if name.endswith(".tf") and os.path.isfile(path):
                try:
                    with open(path, encoding="utf-8", newline="") as stream:
                        yield os.path.relpath(path, directory), stream.read()
                except UnicodeDecodeError as error:
                    print(f"{path}: {error}")


def ecslints(text: str) -> Verdict:
    source = Source("main.tf", text)
    problems = parse(source).problems
    if not problems:
        return None
    line, column = source.position(problems[0].start)
    return f"{line}:{column}: {problems[0].message}"


def pygohcls(text: str) -> Verdict:
    try:
        pygohcl.loads(text)
    except Exception as error:
        # Anything else is a fault of its conversion to Python (a null key), not of the syntax.
        if str(error).startswith("invalid HCL"):
            return first_line(error)
    return None


def python_hcl2s(text: str) -> Verdict:
    try:
        hcl2.parses_to_tree(text)
    except Exception as error:
        return first_line(error)
    return None


def first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:160]


JUDGES: dict[str, Callable[[str], Verdict]] = {
    "ecslint": ecslints,
    "pygohcl": pygohcls,
    "python-hcl2": python_hcl2s,
}

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
