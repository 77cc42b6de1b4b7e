"""Plans of Terraform roots without a network or an account."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from bench.pruning import PROVIDER, taken_out
from ecslint.hcl.parser import parse
from ecslint.hcl.types import Type, parse_type
from ecslint.parsers.terraform.declarations import Declarations, declarations
from ecslint.source import Source, Workspace

VALUES = "ecslint_values.auto.tfvars.json"
ARN = "arn:aws:{}:us-east-1:123456789012:{}/example"
ID = "0123456789abcdef"
NAMED = {
    r"cidr": "10.0.0.0/16",
    r"role.*arn|arn.*role": "arn:aws:iam::123456789012:role/example",
    r"target_group": f"{ARN.format('elasticloadbalancing', 'targetgroup')}/{ID}",
    r"listener": f"{ARN.format('elasticloadbalancing', 'listener/app')}/{ID}/{ID}",
    r"cluster.*arn|arn.*cluster": ARN.format("ecs", "cluster"),
    r"container_definition|containers": '[{"name": "example", "image": "example", "essential": true}]',
    r"certificate|acm": ARN.format("acm", "certificate"),
    r"arn": "arn:aws:sns:us-east-1:123456789012:example",
    r"region": "us-east-1",
    r"launch_type": "FARGATE",
    r"network_mode": "awsvpc",
    r"target_type": "ip",
    r"protocol": "HTTP",
    r"cpu": "256",
    r"memory": "512",
    r"port|count|size|capacity|days|min|max": "1",
    r"domain|zone": "example.com",
    r"path": "/",
}
"""What to give a variable of which the name matches."""


_MOST_REPAIRS = 6
_PLAN = ("-input=false", "-no-color", "-refresh=false", "-lock=false", "-out=ecslint.plan")
_PATIENCE = 180


class Unplannable(Exception):
    """A root that cannot be planned offline."""


def fill_in(directory: Path) -> None:
    """Configure the provider where the root does not, and give each variable that has no value one.

    Where no value fits, Terraform will say so.
    """
    files = [*directory.glob("*.tf")]
    blocks = [
        block for file in files for block in parse(Source("", file.read_text(errors="replace"))).body.blocks
    ]
    providers = [block for block in blocks if block.type == "provider"]
    if all("alias" in provider.body.attributes for provider in providers):
        (directory / "ecslint_provider.tf").write_text(f'provider "aws" {{{PROVIDER}', encoding="utf-8")
    given = set(given_names(directory))
    declared = declarations(Workspace(str(directory)), str(directory))
    values = {
        name: fitting(name, kind_of(declared, name))
        for name, variable in declared.variables.items()
        if variable.attribute("default") is None and name not in given
    }
    if values:
        (directory / VALUES).write_text(json.dumps(values, indent=2), encoding="utf-8")


def given_names(directory: Path) -> list[str]:
    """The variables that the variables files of a root set."""
    files = [path for pattern in ("terraform.tfvars*", "*.auto.tfvars*") for path in directory.glob(pattern)]
    return [
        name
        for path in files
        for name in re.findall(r'^\s*"?(\w+)"?\s*[=:]', path.read_text(errors="replace"), re.MULTILINE)
    ]


def kind_of(declared: Declarations, name: str) -> Type:
    local = declared.variables[name].attribute("type")
    return parse_type(local.attribute.expression) if local is not None else Type("string")


def fitting(name: str, kind: Type) -> Any:
    """A value of a type that AWS may accept under a name."""
    match kind.kind:
        case "number":
            return 1
        case "bool":
            return True
        case "list" | "set":
            return [fitting(name.removesuffix("s"), kind.element or Type("string"))]
        case "map":
            return {"example": fitting(name, kind.element or Type("string"))}
        case "object":
            return {key: fitting(key, inner) for key, inner in kind.attributes}
        case "tuple":
            return [fitting(name, inner) for inner in kind.items]
    return next((value for pattern, value in NAMED.items() if re.search(pattern, name)), "example")


class Terraform:
    """Terraform with the providers of a directory and nothing else."""

    def __init__(self, program: str, plugins: str, folder: Path) -> None:
        self.program = program
        settings = folder / "terraform.rc"
        settings.write_text(
            f'provider_installation {{ filesystem_mirror {{ path = "{os.path.abspath(plugins)}" }} }}'
        )
        self.environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(folder),
            "TF_CLI_CONFIG_FILE": str(settings),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def plan(self, directory: Path) -> dict[str, Any]:
        """The plan of a root as `terraform show -json` has it. Raises Unplannable."""
        self.run(directory, "init", "-input=false", "-no-color")
        try:
            self.run(directory, "plan", *_PLAN)
        except Unplannable as reason:
            if not str(reason).startswith("Unsupported"):
                raise
            self.repair(directory)
            self.run(directory, "plan", *_PLAN)
        shown: dict[str, Any] = json.loads(self.run(directory, "show", "-json", "ecslint.plan"))
        return shown

    def repair(self, directory: Path) -> None:
        """Take out what this version of the provider does not have, as long as there is any."""
        for _ in range(_MOST_REPAIRS):
            done = subprocess.run(
                [self.program, "validate", "-json"],
                cwd=directory,
                env=self.environment,
                capture_output=True,
                text=True,
                timeout=_PATIENCE,
            )
            places: dict[Path, list[int]] = {}
            for problem in json.loads(done.stdout)["diagnostics"]:
                if problem["summary"] in ("Unsupported argument", "Unsupported block type"):
                    file = (directory / problem["range"]["filename"]).resolve()
                    places.setdefault(file, []).append(problem["range"]["start"]["byte"])
            if not places:
                return
            for file, offsets in places.items():
                file.write_text(taken_out(file.read_text(encoding="utf-8"), offsets), encoding="utf-8")

    def run(self, directory: Path, *arguments: str) -> str:
        try:
            done = subprocess.run(
                [self.program, *arguments],
                cwd=directory,
                env=self.environment,
                capture_output=True,
                text=True,
                timeout=_PATIENCE,
            )
        except subprocess.TimeoutExpired as expired:
            raise Unplannable("Terraform does not end") from expired
        if done.returncode:
            first = re.search(r"Error: (.*)", done.stderr)
            raise Unplannable(first[1] if first else done.stderr.strip()[:100])
        return done.stdout
