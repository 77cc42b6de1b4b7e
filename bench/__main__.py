"""Ratios of ecslint against other programs and itself, all measured in one run.

usage: python -m bench [--rounds N] [--corpus DIRECTORY]

Prints medians of interleaved rounds. Absolute times depend on the machine; the ratios are the point.
"""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.templates import ECSLINT, templates
from bench.timing import PYTHON, ROOT, interleave, process, ratio, script, show

DEMO = ROOT / "tests" / "fixtures" / "demo"

PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--rounds", type=int, default=7)
    ask.add_argument("--corpus", type=Path, default=os.environ.get("ECSLINT_CORPUS"))
    given = ask.parse_args()
    processes(given.rounds)
    templates(given.rounds)
    parser(given.rounds, given.corpus or ROOT)
    growth(given.rounds)
    repetition(given.rounds)
    large(given.rounds)
    if given.corpus:
        corpus(given.rounds, given.corpus)


def processes(rounds: int) -> None:
    """Whole processes: a bare interpreter, and ecslint on the demo."""
    medians = interleave(
        rounds,
        {
            "python -c pass": process([PYTHON, "-c", "pass"]),
            "ecslint --version": process([script("ecslint"), "--version"]),
            "ecslint check, demo Terraform": process([*ECSLINT, str(DEMO / "web")]),
        },
    )
    show(medians)
    ratio("ecslint on Terraform / python -c pass", medians, "ecslint check, demo Terraform", "python -c pass")


def parser(rounds: int, directory: Path) -> None:
    """Parsing only: our tree with offsets against python-hcl2's raw tree, on the same files."""
    import hcl2

    from ecslint.hcl.parser import parse
    from ecslint.source import Source

    texts = readable_by(hcl2.parses_to_tree, sorted(directory.rglob("[!.]*.tf")))
    gc.set_threshold(50_000)  # as the command line has it
    sources = [Source("", text) for text in texts]
    print(f"\n{len(texts)} files, {sum(map(len, texts)) / 1e6:.2f} MB")
    medians = interleave(
        max(5, rounds - 2),
        {
            "ecslint.hcl": lambda: each(parse, sources),
            "python-hcl2 raw tree": lambda: each(hcl2.parses_to_tree, texts),
        },
    )
    show(medians)
    ratio("python-hcl2 / ecslint.hcl", medians, "python-hcl2 raw tree", "ecslint.hcl")


def readable_by(read: Callable[[str], object], paths: list[Path], budget: int = 300_000) -> list[str]:
    """Files that the other parser accepts too, up to a number of characters: it is slow."""
    texts: list[str] = []
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")
        try:
            read(text)
        except Exception:
            continue
        texts.append(text)
        budget -= len(text)
        if budget < 0:
            break
    return texts


def growth(rounds: int) -> None:
    """Generated repositories of 1, 10, 100 and 1,000 services: what one more service costs."""
    with tempfile.TemporaryDirectory() as folder:
        commands = {}
        for count in (1, 10, 100, 1000):
            directory = Path(folder) / str(count)
            generate(directory, count)
            commands[f"{count} services"] = process([*ECSLINT, str(directory)])
        medians = interleave(max(5, rounds - 2), commands)
    print()
    show(medians)
    for fewer, more in ((1, 10), (10, 100), (100, 1000)):
        added = (medians[f"{more} services"] - medians[f"{fewer} services"]) / (more - fewer)
        print(f"  {fewer} → {more} services: {added * 1000:.2f} ms for each one more")


def large(rounds: int) -> None:
    """1,000 stacks: with the cache and without, in one process and two; and when processes begin to pay."""
    with tempfile.TemporaryDirectory() as folder:
        commands: dict[str, Callable[[], object]] = {}
        directory = Path(folder) / "1000"
        generate(directory, 1000)
        edited = directory / "services" / "service500" / "main.tf"
        kept = [*ECSLINT, str(directory), "--cache-dir", str(Path(folder) / "kept")]
        process(kept)()

        def after_an_edit() -> None:
            with edited.open("a") as stream:
                stream.write("# edited\n")
            process([*kept, "--jobs", "1"])()

        for jobs in ("1", "2"):
            plain = [*ECSLINT, str(directory), "--no-cache", "--jobs", jobs]
            commands[f"1,000 stacks, --no-cache --jobs {jobs}"] = process(plain)
        commands["1,000 stacks, one file edited"] = after_an_edit
        for count in (16, 32, 64, 128):
            fewer = Path(folder) / str(count)
            generate(fewer, count)
            for jobs in ("1", "2"):
                plain = [*ECSLINT, str(fewer), "--no-cache", "--jobs", jobs]
                commands[f"{count} stacks, --jobs {jobs}"] = process(plain)
        medians = interleave(max(3, rounds - 4), commands)
    print()
    show(medians)
    ratio(
        "cold / one file edited",
        medians,
        "1,000 stacks, --no-cache --jobs 1",
        "1,000 stacks, one file edited",
    )


def generate(directory: Path, count: int) -> None:
    """A repository of services, each in a Terraform root of its own, all calling one module."""
    module = directory / "modules" / "service"
    module.mkdir(parents=True)
    (module / "main.tf").write_text((Path(__file__).parent / "service.tf").read_text())
    for number in range(count):
        root = directory / "services" / f"service{number}"
        root.mkdir(parents=True)
        (root / "main.tf").write_text(
            f'module "service" {{\n  source = "../../modules/service"\n  name   = "service{number}"\n'
            f"  port   = {8000 + number}\n}}\n"
        )


def repetition(rounds: int) -> None:
    """One root that calls a module once, and 200 times with for_each."""
    service = (Path(__file__).parent / "service.tf").read_text()
    with tempfile.TemporaryDirectory() as folder:
        commands = {}
        for count in (1, 200):
            root = Path(folder) / str(count)
            (root / "service").mkdir(parents=True)
            (root / "service" / "main.tf").write_text(service)
            (root / "main.tf").write_text(
                f'module "service" {{\n  source   = "./service"\n'
                f"  for_each = {{ for n in range({count}) : n => n }}\n"
                '  name     = "service${each.key}"\n  port     = 8000 + each.value\n}\n'
            )
            commands[f"module called {count} times"] = process([*ECSLINT, str(root)])
        medians = interleave(max(5, rounds - 2), commands)
    print()
    show(medians)
    ratio("200 calls / one", medians, "module called 200 times", "module called 1 times")


def corpus(rounds: int, directory: Path) -> None:
    """A directory of many repositories, in one process: time and peak memory."""
    command = [*ECSLINT, "--no-cache", str(directory.resolve())]
    medians = interleave(max(5, rounds - 2), {"corpus": process(command)})
    done = subprocess.run(
        [PYTHON, "-c", PEAK, *command], capture_output=True, text=True, cwd=ROOT, check=True
    )
    print()
    show(medians)
    print(f"  peak memory {int(done.stdout) / 1024:.0f} MB")


def each(function: Callable[[object], object], items: list[object]) -> None:
    for item in items:
        function(item)


if __name__ == "__main__":
    main()
