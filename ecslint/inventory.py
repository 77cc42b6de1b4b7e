"""What lies below a directory: Terraform directories, documents, and what could not be looked into."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from ecslint import files
from ecslint.source import MAX_BYTES

TERRAFORM = (".tf", ".tofu", ".tf.json", ".tofu.json")
TERRAGRUNT = "terragrunt.hcl"
TERRAFORM_VARIABLES = (".tfvars", ".tfvars.json")
JSONNET = (".jsonnet", ".libsonnet")
DOCUMENTS = (".json", ".yaml", ".yml", ".template", *JSONNET)
IGNORE = ".gitignore"
TEMPLATES = (".tpl", ".tftpl", ".tmpl")

_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages"})
_CDK_ASSET = "asset."
_CONFIGURATION = (b"task_definition", b"service_definition")
_ABOUT_ECS = (
    b"AWS::ECS::",
    b"AWS::CloudFormation::Stack",
    b"AWS::Serverless::Application",
    b"containerDefinitions",
    b"taskDefinition",
    b"desiredCount",
    b"loadBalancers",
    b'"terraform_version"',
    *_CONFIGURATION,
)
_LOCAL_MODULE = (b'"./', b'"../', b'"."', b'".."')
_DOCUMENT_PATH = rb'"([^"\n]*\.(?:json|ya?ml|template|tpl|tftpl|tmpl))"'
_INTERPOLATION = r"\$\{[^}]*\}"
_ANCESTORS = 3


class Inventory:
    """What lies below one directory, in order of path.

    `terraform` are the directories with Terraform files, and Terragrunt's files that may run one.
    `variables` are the variables files in each directory with Terraform files and below it, as far as
    no other such directory is nearer to them. `ignoring` when there are ignore files of git.
    """

    __slots__ = ("documents", "ignoring", "terraform", "unreadable", "variables")

    def __init__(self) -> None:
        self.terraform: list[str] = []
        self.variables: dict[str, list[str]] = {}
        self.documents: list[str] = []
        self.unreadable: list[tuple[str, str]] = []
        self.ignoring = False


def take(directory: str) -> Inventory:
    """Walk a directory; links to directories are not followed, so the walk ends."""
    inventory = Inventory()
    waiting = [(directory, "")]
    while waiting:
        current, nearest = waiting.pop()
        try:
            with os.scandir(current) as scan:
                entries = sorted(scan, key=lambda entry: entry.name, reverse=True)
        except OSError as error:
            inventory.unreadable.append((current, error.strerror or str(error)))
            continue
        given = files.given_in(current)
        names = {entry.name for entry in entries}.union(given)
        inventory.ignoring |= IGNORE in names
        if "pyvenv.cfg" in names and current != directory:
            continue
        nearest = _note_terraform(inventory, current, names) or nearest
        if nearest:
            for name in sorted(filter(is_variables_file, names)):
                inventory.variables.setdefault(nearest, []).append(os.path.join(current, name))
        documents = {os.path.join(current, name) for name in given if is_document(name)}
        for entry in entries:
            if _is_directory(entry):
                if not is_skipped(entry.name):
                    waiting.append((entry.path, nearest))
            elif is_document(entry.name):
                documents.add(entry.path)
        inventory.documents += sorted(documents)
    return inventory


def _note_terraform(inventory: Inventory, directory: str, names: set[str]) -> str:
    """Note what Terraform or Terragrunt may run in a directory; the directory, if that is anything."""
    before = len(inventory.terraform)
    if any(map(is_terraform, names)):
        inventory.terraform.append(directory)
    if TERRAGRUNT in names:
        inventory.terraform.append(os.path.join(directory, TERRAGRUNT))
    return directory if len(inventory.terraform) > before else ""


def is_terraform(name: str) -> bool:
    """Whether a file of this name is Terraform configuration; editors' leftovers are not."""
    return name.endswith(TERRAFORM) and not name.startswith((".", "#"))


def is_variables_file(name: str) -> bool:
    """Whether a file of this name gives Terraform's variables values."""
    return name.endswith(TERRAFORM_VARIABLES) and not name.startswith(".")


def is_terragrunt(path: str) -> bool:
    """Whether a path is that of a Terragrunt file, which may be a root."""
    return os.path.basename(path) == TERRAGRUNT


def is_document(name: str) -> bool:
    """Whether a file of this name may be a template or an ECS document."""
    return name.endswith(DOCUMENTS) and not name.endswith((*TERRAFORM, *TERRAFORM_VARIABLES))


def is_about_ecs(path: str) -> bool:
    """A cheap look at the bytes of a document, so that others never reach a parser."""
    return _has(_bytes(path), _ABOUT_ECS)


def may_be_configuration(path: str) -> bool:
    """Whether a document has the words by which ecspresso's configuration names its definitions."""
    return _has(_bytes(path), _CONFIGURATION)


def documents_mentioned(directory: str) -> list[tuple[str, ...]]:
    """Paths of documents and templates in the strings of a Terraform directory.

    Each is the pieces of literal text between the interpolations, relative to the directory of the
    module unless an interpolation comes first.
    """
    paths: dict[tuple[str, ...], None] = {}
    for path in terraform_files(directory):
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


def template_text(path: str) -> bytes:
    """What a document says, if it may be a CloudFormation template; else nothing."""
    data = _bytes(path)
    return data if b"Resources" in data and b"AWS::" in data else b""


def may_be_parameters(path: str) -> bool:
    """Whether a document looks like values for the parameters of a template."""
    data = _bytes(path)
    return b"ParameterKey" in data or b'"Parameters"' in data or b"Parameters:" in data


def exports(path: str) -> bool:
    """Whether a document may be a template that gives something to other stacks."""
    text = template_text(path)
    return b"Export" in text and b"Outputs" in text


def imports_or_exports(text: bytes) -> bool:
    """Whether a template may take something from other stacks, or give it to them."""
    return b"ImportValue" in text or (b"Export" in text and b"Outputs" in text)


def may_call_local_modules(directory: str) -> bool:
    """Whether a Terraform directory has text that looks like the path of a local module."""
    return any(_has(_bytes(path), _LOCAL_MODULE) for path in terraform_files(directory))


def project_root(directory: str) -> str:
    """The directory in which callers are looked for: the top of the git repository.

    Outside of git, the furthest near ancestor that holds Terraform files, so that the root module
    above `modules` is found; without any, the directory itself.
    """
    directory = os.path.realpath(directory)
    top = repository(directory)
    if top is not None:
        return top
    ancestors = list(_upward(directory))
    holding = [near for near in ancestors[1 : _ANCESTORS + 1] if any(terraform_files(near))]
    return holding[-1] if holding else directory


def repository(directory: str) -> str | None:
    """The top of the git repository that a directory lies in."""
    return next(filter(_is_repository, _upward(directory)), None)


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


def is_skipped(name: str) -> bool:
    """Whether a directory holds what is not the project's own; CDK names assets by a long hash."""
    return name.startswith(".") or name in _SKIPPED or (name.startswith(_CDK_ASSET) and len(name) > 32)


def _has(data: bytes, words: tuple[bytes, ...]) -> bool:
    return any(word in data for word in words)


def terraform_files(directory: str) -> Iterator[str]:
    """The files of Terraform configuration in a directory."""
    return (path for path in _entries(directory) if is_terraform(os.path.basename(path)))


def _entries(directory: str) -> list[str]:
    try:
        return [os.path.join(directory, name) for name in files.names(directory)]
    except OSError:
        return []


def _bytes(path: str) -> bytes:
    """What can be read of a regular file, up to the size that ecslint reads."""
    try:
        if not files.is_file(path):
            return b""
        data = files.read(path, MAX_BYTES)
    except OSError:
        return b""
    # What is written in UTF-16 is looked at all the same, so that it is reported and not passed over.
    return data.replace(b"\0", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data
