"""What lies below a directory: Terraform directories, documents, and what could not be looked into."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from ecslint.source import MAX_BYTES

TERRAFORM = (".tf", ".tofu", ".tf.json", ".tofu.json")
TERRAGRUNT = "terragrunt.hcl"
TERRAFORM_VARIABLES = (".tfvars", ".tfvars.json")
DOCUMENTS = (".json", ".yaml", ".yml", ".template")
TEMPLATES = (".tpl", ".tftpl", ".tmpl")

_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages"})
_CDK_ASSET = "asset."
_ABOUT_ECS = (
    b"AWS::ECS::",
    b"AWS::CloudFormation::Stack",
    b"containerDefinitions",
    b"taskDefinition",
    b"desiredCount",
    b"loadBalancers",
    b'"terraform_version"',
)
_LOCAL_MODULE = (b'"./', b'"../', b'"."', b'".."')
_DOCUMENT_PATH = rb'"([^"\n]*\.(?:json|ya?ml|template|tpl|tftpl|tmpl))"'
_INTERPOLATION = r"\$\{[^}]*\}"
_ANCESTORS = 3


class Inventory:
    """What lies below one directory, in order of path.

    `terraform` are the directories with Terraform files, and Terragrunt's files that may run one.
    """

    __slots__ = ("documents", "terraform", "unreadable")

    def __init__(self) -> None:
        self.terraform: list[str] = []
        self.documents: list[str] = []
        self.unreadable: list[tuple[str, str]] = []


def take(directory: str) -> Inventory:
    """Walk a directory; links to directories are not followed, so the walk ends."""
    inventory = Inventory()
    waiting = [directory]
    while waiting:
        current = waiting.pop()
        try:
            with os.scandir(current) as scan:
                entries = sorted(scan, key=lambda entry: entry.name, reverse=True)
        except OSError as error:
            inventory.unreadable.append((current, error.strerror or str(error)))
            continue
        names = {entry.name for entry in entries}
        if "pyvenv.cfg" in names and current != directory:
            continue
        if any(is_terraform(name) for name in names):
            inventory.terraform.append(current)
        if TERRAGRUNT in names:
            inventory.terraform.append(os.path.join(current, TERRAGRUNT))
        documents = []
        for entry in entries:
            if _is_directory(entry):
                if not _skipped(entry.name):
                    waiting.append(entry.path)
            elif is_document(entry.name):
                documents.append(entry.path)
        inventory.documents += reversed(documents)
    return inventory


def is_terraform(name: str) -> bool:
    """Whether a file of this name is Terraform configuration; editors' leftovers are not."""
    return name.endswith(TERRAFORM) and not name.startswith((".", "#"))


def is_terragrunt(path: str) -> bool:
    """Whether a path is that of a Terragrunt file, which may be a root."""
    return os.path.basename(path) == TERRAGRUNT


def is_document(name: str) -> bool:
    """Whether a file of this name may be a template or an ECS document."""
    return name.endswith(DOCUMENTS) and not name.endswith((*TERRAFORM, *TERRAFORM_VARIABLES))


def is_about_ecs(path: str) -> bool:
    """A cheap look at the bytes of a document, so that others never reach a parser."""
    return _has(_bytes(path), _ABOUT_ECS)


def documents_mentioned(directory: str) -> list[tuple[str, ...]]:
    """Paths of documents and templates in the strings of a Terraform directory.

    Each is the pieces of literal text between the interpolations, relative to the directory of the
    module unless an interpolation comes first.
    """
    paths: dict[tuple[str, ...], None] = {}
    for path in _terraform_files(directory):
        for text in re.findall(_DOCUMENT_PATH, _bytes(path)):
            first, *rest = re.split(_INTERPOLATION, os.fsdecode(text).removeprefix("${path.module}/"))
            first = os.path.normpath(os.path.join(directory, first)) if first else ""
            paths[first, *rest] = None
    return list(paths)


def documents_around(file: str, top: str) -> list[str]:
    """A document, those about ECS beside it, and those up to the top directory that mention it."""
    directory, name = os.path.split(file)
    around = [file]
    for ancestor in _upward(directory):
        for path in filter(is_document, _entries(ancestor)):
            data = _bytes(path)
            related = ancestor == directory or os.fsencode(name) in data
            if path != file and related and _has(data, _ABOUT_ECS):
                around.append(path)
        if ancestor == top or not ancestor.startswith(top):
            break
    return around


def may_call_local_modules(directory: str) -> bool:
    """Whether a Terraform directory has text that looks like the path of a local module."""
    return any(_has(_bytes(path), _LOCAL_MODULE) for path in _terraform_files(directory))


def project_root(directory: str) -> str:
    """The directory in which callers are looked for: the top of the git repository.

    Outside of git, the furthest near ancestor that holds Terraform files, so that the root module
    above `modules` is found; without any, the directory itself.
    """
    directory = os.path.realpath(directory)
    ancestors = list(_upward(directory))
    for ancestor in ancestors:
        if _is_repository(ancestor):
            return ancestor
    holding = [near for near in ancestors[1 : _ANCESTORS + 1] if any(_terraform_files(near))]
    return holding[-1] if holding else directory


def boundary(directory: str) -> str:
    """The directory that configuration may not leave: the project, outside of git the working directory."""
    project, here = project_root(directory), os.getcwd()
    below = project.startswith(os.path.join(here, ""))
    return here if below and not _is_repository(project) else project


def _is_repository(directory: str) -> bool:
    return os.path.exists(os.path.join(directory, ".git"))


def _upward(directory: str) -> Iterator[str]:
    yield directory
    while (parent := os.path.dirname(directory)) != directory:
        yield (directory := parent)


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _skipped(name: str) -> bool:
    """Whether a directory holds what is not the project's own; CDK names assets by a long hash."""
    return name.startswith(".") or name in _SKIPPED or (name.startswith(_CDK_ASSET) and len(name) > 32)


def _has(data: bytes, words: tuple[bytes, ...]) -> bool:
    return any(word in data for word in words)


def _terraform_files(directory: str) -> Iterator[str]:
    return (path for path in _entries(directory) if is_terraform(os.path.basename(path)))


def _entries(directory: str) -> list[str]:
    try:
        return [os.path.join(directory, name) for name in sorted(os.listdir(directory))]
    except OSError:
        return []


def _bytes(path: str) -> bytes:
    """What can be read of a regular file, up to the size that ecslint reads."""
    try:
        if not os.path.isfile(path):
            return b""
        with open(path, "rb") as stream:
            data = stream.read(MAX_BYTES)
    except OSError:
        return b""
    # What is written in UTF-16 is looked at all the same, so that it is reported and not passed over.
    return data.replace(b"\0", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data
