"""Compares what ecslint understands of calls of published modules with the modules and without them.

    python -m bench.stand_ins MODULES [--gaps]

MODULES holds the modules as they are published: <namespace>/<name>/<provider>/<version>/. For each
version that stands under bench/calls/<namespace>/<name>/<provider>/ with its first numbers, as in 6.tf
and 6+7.tf, the calls there are read twice: as if `terraform init` had downloaded the modules, and with
stand-ins. What both know must be equal; `--gaps` lists what only the module says.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import ecslint.api  # noqa: F401 - declares what the model knows
from bench.comparison import UNKNOWN, Json, Open, empty, known, leaves, same, shown
from ecslint.model.resources import KINDS
from ecslint.parsers.terraform import load
from ecslint.parsers.terraform.calls import is_local
from ecslint.parsers.terraform.declarations import declarations
from ecslint.parsers.terraform.module_sources import published, version
from ecslint.resource import Resource, Stack
from ecslint.source import Workspace
from ecslint.world import World

CALLS = Path(__file__).parent / "calls"
ASKED = "VERSION"
"""What stands in the calls for the version of their module."""


class Comparison:
    """How much both sides know alike, what they say differently, and what only one says."""

    def __init__(self) -> None:
        self.resources = self.equal = self.stand_in_only = 0
        self.differences: list[str] = []
        self.gaps: list[str] = []

    def __str__(self) -> str:
        return (
            f"{self.resources} resources, {self.equal} values equal, {len(self.differences)} different, "
            f"{len(self.gaps)} known with the module only, {self.stand_in_only} with the stand-in only"
        )

    def stacks(self, real: Stack, stand_in: Stack) -> None:
        """Compare the resources that the model knows."""
        theirs, ours = made(real), made(stand_in)
        self.gaps += sorted(theirs.keys() - ours.keys())
        for address, resource in ours.items():
            if address in theirs:
                self.resources += 1
                self.values(address, known(theirs[address].body, True), known(resource.body, True))
            elif not re.search(r"\.unread\b|\[\*\]", address):
                self.differences.append(f"{address} is there with the stand-in only")

    def values(self, path: str, theirs: Any, ours: Any) -> None:
        """Compare one value with the module and with the stand-in."""
        if isinstance(theirs, Json) and isinstance(ours, Json):
            theirs, ours = theirs.content, ours.content
        if theirs is UNKNOWN:
            self.stand_in_only += leaves(ours)
        elif ours is UNKNOWN:
            self.gaps += [path] if leaves(theirs) else []
        elif isinstance(theirs, dict) and isinstance(ours, dict):
            for name in sorted({*theirs, *ours}):
                self.values(f"{path}.{name}", member(theirs, name), member(ours, name))
        elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
            for number, pair in enumerate(zip(ordered(theirs), ordered(ours), strict=True)):
                self.values(f"{path}[{number}]", *pair)
        elif empty(theirs) and empty(ours) or same(theirs, ours):
            self.equal += 1
        else:
            self.differences.append(f"{path}: {shown(theirs)} in the module, {shown(ours)} in the stand-in")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("modules", type=Path)
    ask.add_argument("--gaps", action="store_true")
    given = ask.parse_args()
    for directory in sorted({calls.parent for calls in CALLS.rglob("*.tf")}):
        module = given.modules / directory.relative_to(CALLS)
        found = [each.name for each in module.iterdir()] if module.is_dir() else []
        for number in sorted((name for name in found if calls_of(directory, name)), key=version):
            compared = compare(calls_of(directory, number), given.modules)
            print(f"{module.relative_to(given.modules)} {number}: {compared}", flush=True)
            for line in compared.differences + (compared.gaps if given.gaps else []):
                print(f"    {line}")


def calls_of(directory: Path, number: str) -> str:
    """The calls of one version: of each file that is named after how it begins, or after that and others."""
    files = sorted(directory.glob("*.tf"))
    mine = [file for file in files if number.startswith(tuple(f"{stem}." for stem in file.stem.split("+")))]
    return "\n".join(file.read_text(encoding="utf-8") for file in mine).replace(ASKED, number)


def compare(calls: str, modules: Path) -> Comparison:
    """What a root module of some calls is understood as, in both ways."""
    compared = Comparison()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        (root / "main.tf").write_text(calls, encoding="utf-8")
        stand_in = load(Workspace(str(root)), str(root))
        downloaded = download(root, root, "", modules)
        (root / ".terraform" / "modules" / "modules.json").write_text(
            json.dumps({"Modules": downloaded}), encoding="utf-8"
        )
        compared.stacks(load(Workspace(str(root)), str(root)), stand_in)
    return compared


def download(root: Path, directory: Path, above: str, modules: Path) -> list[dict[str, str]]:
    """Copies of the modules that a directory calls, at any depth, as `terraform init` lists them."""
    listing = []
    for name, call in declarations(Workspace(str(root)), str(directory)).calls.items():
        key = f"{above}.{name}" if above else name
        source = call.text("source") or ""
        if is_local(source):
            listing += download(root, (directory / source).resolve(), key, modules)
            continue
        wanted = published(source, call.text("version"))
        original = wanted and modules.joinpath(*wanted.path.split("/")[:3], call.text("version") or "")
        if wanted is None or original is None or not original.is_dir():
            continue
        copy = root / ".terraform" / "modules" / key
        shutil.copytree(original, copy)
        inside = copy.joinpath(*wanted.path.split("/")[3:])
        listing.append({"Key": key, "Source": source, "Dir": str(inside.relative_to(root))})
        listing += download(root, inside, key, modules)
    return listing


def made(stack: Stack) -> dict[str, Resource]:
    """The resources that the model knows and that are certain to be made, by address."""
    return {
        resource.address: resource
        for resource in stack.resources
        if resource.type in KINDS and World().holds(resource.exists)
    }


def ordered(items: list[Any]) -> list[Any]:
    """Items in an order that does not depend on how they were put together, where they are text."""
    return sorted(items) if all(isinstance(item, str) for item in items) else items


def member(members: dict[str, Any], name: str) -> Any:
    return members.get(name, UNKNOWN if isinstance(members, Open) else None)


if __name__ == "__main__":
    main()
