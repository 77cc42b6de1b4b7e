"""What the files of one directory declare: the module, before anything is evaluated."""

from __future__ import annotations

import os
from typing import NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from ecslint import facts, files
from ecslint.hcl.structure import Attribute, Block, File
from ecslint.hcl.syntax import Literal
from ecslint.parsers.terraform.requirements import required
from ecslint.resource import Problem
from ecslint.source import Source, Span, Unreadable, Workspace

SUFFIXES = (".tf", ".tofu", ".tf.json", ".tofu.json")


class Local(NamedTuple):
    """One attribute of a body, and its source."""

    source: Source
    attribute: Attribute

    @property
    def span(self) -> Span:
        return Span(self.source, self.attribute.start, self.attribute.end)


class Declared(NamedTuple):
    """A block, its source, and the blocks of override files that say something in its place."""

    source: Source
    block: Block
    over: tuple[Declared, ...] = ()

    @property
    def header(self) -> Span:
        return Span(self.source, self.block.start, self.block.header_end)

    def layers(self) -> list[Declared]:
        """The block itself and what overrides it, the strongest last."""
        return [self, *self.over]

    def attribute(self, name: str) -> Local | None:
        """The attribute that counts, or None."""
        for layer in reversed(self.layers()):
            attribute = layer.block.body.attributes.get(name)
            if attribute is not None:
                return Local(layer.source, attribute)
        return None

    def text(self, name: str) -> str | None:
        """An attribute that is written as plain text."""
        local = self.attribute(name)
        if local is not None and isinstance(local.attribute.expression, Literal):
            value = local.attribute.expression.value
            return value if isinstance(value, str) else None
        return None

    def blocks(self, type: str) -> list[Declared]:
        """The nested blocks of a type, dynamic ones included: those of the strongest layer that has any."""
        for layer in reversed(self.layers()):
            found = [block for block in layer.block.body.blocks if block_type(block) == type]
            if found:
                return [Declared(layer.source, block) for block in found]
        return []


def enabled(declared: Declared) -> Local | None:
    """The argument with which OpenTofu has a resource or a module or has it not, or None.

    https://opentofu.org/docs/language/meta-arguments/enabled/
    """
    layers = (layer._replace(over=()) for layer in reversed(declared.layers()))
    found = (block.attribute("enabled") for layer in layers for block in layer.blocks("lifecycle"))
    return next(filter(None, found), None)


class Declarations:
    """All that one module declares, by name."""

    __slots__ = (
        "directory",
        "sources",
        "problems",
        "variables",
        "locals",
        "resources",
        "calls",
        "outputs",
        "providers",
        "baseless",
        "sound",
    )

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self.sources: list[Source] = []
        self.problems: list[Problem] = []
        self.variables: dict[str, Declared] = {}
        self.locals: dict[str, Local] = {}
        self.resources: dict[tuple[str, str, str], Declared] = {}
        """By mode ("resource", "data" or "ephemeral"), type and name."""
        self.calls: dict[str, Declared] = {}
        self.outputs: dict[str, Declared] = {}
        self.providers: dict[str, list[str]] = {}
        """The names under which providers are required, and the versions that are."""
        self.baseless: list[Problem] = []
        """What override files say in the place of nothing, as far as the files tell that are read here."""
        self.sound = True
        """False when a file could not be read whole, so that declarations may be missing."""


_directories: WeakKeyDictionary[Workspace, dict[str, tuple[Declarations, facts.Facts]]] = WeakKeyDictionary()


def is_terraform_file(name: str) -> bool:
    """Whether a file of this name belongs to a Terraform or OpenTofu module."""
    return name.endswith(SUFFIXES) and not name.startswith(".")


def declarations(workspace: Workspace, directory: str) -> Declarations:
    """The declarations of a directory, parsed once for each workspace."""
    directory = os.path.abspath(directory)
    known = _directories.setdefault(workspace, {})
    return facts.once(known, directory, lambda: _read_directory(workspace, directory))


def listed(workspace: Workspace, directory: str) -> list[str]:
    """The names of files in a directory inside the repository, sorted; none when it cannot be read."""
    if not workspace.contains(directory):
        return []
    try:
        return files.plain_names(directory)
    except OSError:
        return []


def read_file(workspace: Workspace, path: str, into: Declarations) -> File | None:
    """A parsed file, its problems noted in the declarations; None when it cannot be read at all."""
    try:
        source = workspace.read(path)
    except Unreadable as problem:
        into.problems.append(Problem("ECS001", problem.message, problem.span))
        into.sound = False
        return None
    into.sources.append(source)
    if path.endswith(".json"):
        from ecslint.parsers.terraform.json_syntax import parse_json_file

        file = parse_json_file(source)
    else:
        from ecslint.hcl.parser import parse

        file = parse(source)
    for mistake in file.problems:
        into.problems.append(Problem("ECS001", mistake.message, Span(source, mistake.start, mistake.end)))
        into.sound = into.sound and _is_confined(mistake.start, file)
    return file


def _is_confined(error: int, file: File) -> bool:
    """Whether an error lies in a data block whose extent is beyond doubt, so that nothing else is lost.

    That is one whose braces stand where its first line begins, with nothing between that does.
    """
    for block in file.body.blocks:
        if block.type == "data" and block.start <= error < block.end:
            text = file.source.text
            first, *lines = text[text.rfind("\n", 0, block.start) + 1 : block.end].splitlines()
            margin = len(first) - len(first.lstrip())
            inner = [line for line in lines[:-1] if line.strip()]
            return (
                bool(lines)
                and lines[-1] == " " * margin + "}"
                and all(line[: margin + 1].isspace() for line in inner)
            )
    return False


def _read_directory(workspace: Workspace, directory: str) -> Declarations:
    found = Declarations(directory)
    names = [name for name in listed(workspace, directory) if is_terraform_file(name)]
    # OpenTofu reads a.tofu in the place of a.tf.
    replaced = {name.replace(".tofu", ".tf") for name in names if ".tofu" in name}.intersection(names)
    names = [name for name in names if name not in replaced]
    bases: list[File] = []
    for name in sorted(names, key=lambda name: (_is_override(name), name)):
        file = read_file(workspace, os.path.join(directory, name), found)
        if file is None:
            continue
        override = _is_override(name)
        if not override:
            bases.append(file)
        elif bases and not replaced:
            from ecslint.parsers.terraform.overrides import baseless

            found.baseless += baseless(file, found, bases)
        declare(file, found, override=override)
    return found


def _is_override(name: str) -> bool:
    stem = next(name.removesuffix(suffix) for suffix in reversed(SUFFIXES) if name.endswith(suffix))
    return stem == "override" or stem.endswith("_override")


def declare(file: File, found: Declarations, *, override: bool = False) -> None:
    """Add what a file declares."""
    for block in file.body.blocks:
        declared = Declared(file.source, block)
        labels = tuple(str(label.value) for label in block.labels)
        match block.type, labels:
            case "variable", (name,):
                _add(found, found.variables, name, declared, f'variable "{name}"', override)
            case "output", (name,):
                _add(found, found.outputs, name, declared, f'output "{name}"', override)
            case "module", (name,):
                _add(found, found.calls, name, declared, f'module "{name}"', override)
            case (("resource" | "data" | "ephemeral" as mode), (kind, name)):
                label = f'{mode} "{kind}" "{name}"'
                _add(found, found.resources, (mode, kind, name), declared, label, override)
            case "locals", ():
                for name, attribute in block.body.attributes.items():
                    _add_local(found, name, Local(file.source, attribute), override)
            case ("terraform", ()) | ("provider", (_,)):
                for name, versions in required(block):
                    found.providers.setdefault(name, []).extend(versions)
            case "check", (_,):
                for inner in block.body.blocks:
                    if inner.type == "data" and len(inner.labels) == 2:
                        key = ("data", str(inner.labels[0].value), str(inner.labels[1].value))
                        found.resources.setdefault(key, Declared(file.source, inner))


def _add_local(found: Declarations, name: str, local: Local, override: bool) -> None:
    if name in found.locals and not override:
        found.problems.append(_twice(f"local.{name}", local, found.locals[name]))
        return
    found.locals[name] = local


Key = TypeVar("Key")


def _add(
    found: Declarations, table: dict[Key, Declared], key: Key, declared: Declared, label: str, override: bool
) -> None:
    earlier = table.get(key)
    if earlier is None:
        table[key] = declared
    elif override:
        table[key] = earlier._replace(over=(*earlier.over, declared))
    else:
        found.problems.append(_twice(label, declared, earlier))


def _twice(label: str, second: Local | Declared, first: Local | Declared) -> Problem:
    """Terraform refuses it. Repositories keep files side by side of which only one is deployed."""
    span = second.span if isinstance(second, Local) else second.header
    if second.source is first.source:
        return Problem("ECS001", f"{label} is declared twice", span)
    message = f"{label} is declared in {first.source.path} too, and Terraform refuses the two together"
    return Problem("ECS001", message, span, "warning")


def block_type(block: Block) -> str:
    """The type of the blocks that a block stands for: a dynamic block is labelled with it."""
    if block.type == "dynamic" and block.labels:
        return str(block.labels[0].value)
    return block.type
