"""Compares what ecslint believes about Terraform roots with what `terraform plan` says.

    python -m bench.plan_differential DIRECTORY --plugins MIRROR [--folder FOLDER] [--terraform PROGRAM]

MIRROR is a directory of providers as `terraform providers mirror` makes it, with hashicorp/aws in it.
Everything happens in copies; FOLDER keeps them with their plans, and plans that are there are used.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bench.comparison import Comparison
from bench.offline import Terraform, Unplannable, fill_in
from bench.pruning import OFFLINE, copied
from ecslint.parsers import terraform
from ecslint.resource import TERRAFORM, UNREAD_MODULE, Stack
from ecslint.source import Workspace
from ecslint.stack import discover

COMPARED = re.compile(r"aws_(ecs_|lb$|lb_|alb$|alb_|elb$|security_group|vpc_security_group)")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("directory", type=Path)
    ask.add_argument("--plugins", required=True)
    ask.add_argument("--folder", type=Path)
    ask.add_argument("--terraform", default="terraform")
    given = ask.parse_args()
    if given.folder:
        given.folder.mkdir(parents=True, exist_ok=True)
        differential(given.directory, given.folder, Terraform(given.terraform, given.plugins, given.folder))
        return
    with tempfile.TemporaryDirectory() as folder:
        differential(given.directory, Path(folder), Terraform(given.terraform, given.plugins, Path(folder)))


def differential(directory: Path, folder: Path, program: Terraform) -> None:
    """Plan every root of a directory and print how the plans compare with what ecslint says."""
    copy = folder / "copy"
    if not copy.exists():
        copied(directory, copy)
    outcomes: Counter[str] = Counter()
    total = Comparison()
    for name, missing in roots(directory).items():
        root = copy / name
        as_it_is = "as it is" if not missing else f"without {missing}"
        try:
            plan = planned(root, copy, program)
        except Unplannable as reason:
            outcomes[f"not planned {as_it_is}"] += 1
            print(f"- {name}: {reason}, {as_it_is}")
            continue
        outcomes[f"planned {as_it_is}"] += 1
        compared = Comparison()
        compare(plan, loaded(root, copy), compared)
        total.add(compared)
        print(f"+ {name}: {compared.summary()}, {as_it_is}", flush=True)
        for difference in compared.differences:
            print(f"    {difference}")
    print()
    for outcome, count in outcomes.most_common():
        print(f"{count:5} roots: {outcome}")
    print(total.table())


def roots(directory: Path) -> dict[str, str]:
    """The root modules with something to compare, and what each needs that is not there offline."""
    found = {}
    for stack in discover([str(directory)]).stacks:
        if stack.language == TERRAFORM and any(COMPARED.match(each.type) for each in stack.resources):
            found[os.path.relpath(os.path.realpath(stack.name), directory.resolve())] = needs(stack)
    return dict(sorted(found.items()))


def needs(stack: Stack) -> str:
    """What a root needs that is not there offline, or empty."""
    types = [resource.type for resource in stack.resources]
    if UNREAD_MODULE in types:
        return "modules that are not downloaded"
    if not all(kind.removeprefix("data.").startswith(("aws_", "terraform_data")) for kind in types):
        return "other providers"
    if any(kind.startswith("data.") and kind.removeprefix("data.") not in OFFLINE for kind in types):
        return "data sources that call AWS"
    return ""


def loaded(root: Path, copy: Path) -> Stack:
    return terraform.load(Workspace(str(copy)), str(root))


def planned(root: Path, copy: Path, program: Terraform) -> dict[str, Any]:
    """The plan of a root, made now or before. Raises Unplannable."""
    kept, failed = root / ".ecslint-plan.json", root / ".ecslint-failed.txt"
    if failed.exists():
        raise Unplannable(failed.read_text())
    if not kept.exists():
        try:
            fill_in(root)
            kept.write_text(json.dumps(program.plan(root)))
        except Unplannable as reason:
            failed.write_text(str(reason))
            raise
    plan: dict[str, Any] = json.loads(kept.read_text())
    return plan


def compare(plan: dict[str, Any], stack: Stack, into: Comparison) -> None:
    """Compare the resources of a plan with those of a stack."""
    ours = {resource.address: resource for resource in stack.resources if COMPARED.match(resource.type)}
    uncertain = [address.partition("[*]")[0] for address in ours if "[*]" in address]
    seen = set()
    for change in plan.get("resource_changes", ()):
        address = change["address"]
        if change["mode"] != "managed" or not COMPARED.match(change["type"]):
            continue
        resource = ours.get(address)
        if resource is None:
            if not any(address.startswith(prefix) for prefix in uncertain):
                into.differences.append(f"{address} is planned and not known to ecslint")
            continue
        seen.add(address)
        into.resource(address, change["change"]["after"], change["change"]["after_unknown"], resource)
    for address, resource in ours.items():
        if address not in seen and resource.exists is True and "[*]" not in address:
            into.differences.append(f"{address} is known to ecslint and not planned")


if __name__ == "__main__":
    main()
