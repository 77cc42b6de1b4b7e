"""Rewrites Terraform files so that they can be planned without a network or an account.

The AWS provider is configured with keys that open nothing, the state stays on the disk, and versions
are not asked for. What cannot be there offline (modules that are not downloaded, other providers, data
sources that call AWS) is taken out, and what refers to it refers to a value that nobody knows.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from ecslint.hcl.parser import parse
from ecslint.hcl.structure import Attribute, Block
from ecslint.hcl.syntax import Literal, Object
from ecslint.parsers.terraform.calls import is_local
from ecslint.source import Source

OFFLINE = frozenset(
    "aws_arn aws_default_tags aws_elb_hosted_zone_id aws_elb_service_account aws_iam_policy_document "
    "aws_partition aws_region aws_service".split()
)
"""Data sources of the provider that call nothing."""
PROVIDER = """
  region                      = "us-east-1"
  access_key                  = "none"
  secret_key                  = "none"
  max_retries                 = 1
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
"""
UNKNOWN = """
resource "terraform_data" "ecslint" {}

locals {
  ecslint_unknown = jsondecode(terraform_data.ecslint.id)
}
"""
_DEPENDENCIES = re.compile(r"\b(?:depends_on|replace_triggered_by)\s*=\s*\[[^\]]*\]")

_FILE = re.compile(r'file\("(?:\$\{path\.(?:module|root)\}/)?([^"$]+\.\w+)"')
_TYPES = {"string": "string", "list": "list(any)", "map": "map(any)"}

Edit = tuple[int, int, str]


def copied(directory: Path, into: Path) -> None:
    """A copy of a tree of Terraform, made plannable; hidden directories are left out."""
    shutil.copytree(directory, into, ignore=shutil.ignore_patterns(".git", ".terraform*"), symlinks=True)
    for folder, _, names in os.walk(into):
        files = [Path(folder, name) for name in names if name.endswith(".tf")]
        rewrite(Path(folder), [file for file in files if file.is_file() and not file.is_symlink()])


def rewrite(folder: Path, files: list[Path]) -> None:
    """Rewrite the files of one module."""
    texts = {file: file.read_text(encoding="utf-8", errors="replace") for file in files}
    blocks = {file: parse(Source("", text)).body.blocks for file, text in texts.items()}
    gone = [name for found in blocks.values() for block in found if (name := absent(block, folder))]
    for file, text in texts.items():
        edits = [edit for block in blocks[file] for edit in changes(block, text, folder)]
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[end:]
        file.write_text(without(text, gone), encoding="utf-8")
        for path in _FILE.findall(text):
            if not (folder / path).exists():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text("{}")
    if gone:
        (folder / "ecslint_unknown.tf").write_text(UNKNOWN, encoding="utf-8")


def absent(block: Block, folder: Path) -> str:
    """The name of what a block declares, when it cannot be there offline; else empty."""
    labels = [str(label.value) for label in block.labels]
    match block.type, labels:
        case "module", [name]:
            source = block.body.attributes.get("source")
            path = source.expression.value if source and isinstance(source.expression, Literal) else ""
            found = isinstance(path, str) and is_local(path) and (folder / path).is_dir()
            return "" if found else f"module.{name}"
        case "resource", [kind, name]:
            return "" if kind.startswith("aws_") or kind == "terraform_data" else f"{kind}.{name}"
        case "data", [kind, name]:
            return "" if kind in OFFLINE else f"data.{kind}.{name}"
    return ""


def changes(block: Block, text: str, folder: Path) -> Iterator[Edit]:
    """What becomes of a block."""
    label = str(block.labels[0].value) if block.labels else ""
    if block.type == "provider" and label == "aws":
        alias = block.body.attributes.get("alias")
        named = f"  {text[alias.start : alias.end]}" if alias else ""
        yield block.start, block.end, f'provider "aws" {{\n{named}{PROVIDER}'
    elif block.type == "terraform":
        required = [line for inner in block.body.blocks for line in requirements(inner, text)]
        lines = "".join(required)
        new = f"terraform {{\n  required_providers {{\n{lines}\n  }}\n}}" if lines else ""
        yield block.start, block.end, new
    elif block.type == "variable" and (kind := block.body.attributes.get("type")) is not None:
        if isinstance(kind.expression, Literal):  # as Terraform 0.11 has it
            yield kind.start, kind.end, f"type = {_TYPES.get(str(kind.expression.value), 'any')}"
    elif block.type in ("provider", "moved", "import", "removed", "check") or absent(block, folder):
        yield block.start, block.end, ""


def requirements(block: Block, text: str) -> Iterator[str]:
    """That the AWS provider is required, of any version, with the aliases that are."""
    aws = block.body.attributes.get("aws")
    if block.type == "required_providers" and aws is not None:
        aliases = ", ".join(
            text[at.start : at.end] for at in members(aws) if "configuration_aliases" in at.name
        )
        yield f'    aws = {{ source = "hashicorp/aws", {aliases} }}'


def members(attribute: Attribute) -> Iterator[Attribute]:
    """The members of an object as attributes."""
    if isinstance(attribute.expression, Object):
        for key, value in attribute.expression.items:
            yield Attribute(key.start, value.end, str(getattr(key, "value", "")), key.end, value)


def taken_out(text: str, offsets: list[int]) -> str:
    """The text without the attributes or nested blocks at some offsets, which are counted in bytes."""
    starts = {len(text.encode()[:offset].decode()) for offset in offsets}
    found: list[Edit] = []
    bodies = [block.body for block in parse(Source("", text)).body.blocks]
    while bodies:
        body = bodies.pop()
        found += [(at.start, at.end, "") for at in body.attributes.values() if at.start in starts]
        for block in body.blocks:
            label = block.labels[0].start if block.type == "dynamic" and block.labels else block.start
            if block.start in starts or label in starts:
                found.append((block.start, block.end, ""))
            else:
                bodies.append(block.body)
    for start, end, new in sorted(found, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def without(text: str, gone: list[str]) -> str:
    """The text with an unknown in the place of everything that is gone."""
    for name in gone:
        text = re.sub(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", "local.ecslint_unknown", text)
    return _DEPENDENCIES.sub(
        lambda found: re.sub(r"local\.ecslint_unknown[^,\]\s]*", "terraform_data.ecslint", found[0]), text
    )
