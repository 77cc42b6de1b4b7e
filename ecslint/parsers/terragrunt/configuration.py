"""One Terragrunt file: its locals, its inputs, and what its expressions can use."""

from __future__ import annotations

import os
from collections.abc import Callable

from ecslint.files import is_file
from ecslint.hcl.evaluator import evaluate
from ecslint.hcl.functions.registry import Function
from ecslint.hcl.lazy import LazyMapping
from ecslint.hcl.parser import parse
from ecslint.hcl.scope import Budget, Scope
from ecslint.hcl.structure import Attribute, Block, Body
from ecslint.parsers.terraform.namespaces import came, unknown_names
from ecslint.parsers.terragrunt.functions import own_function
from ecslint.resource import Problem
from ecslint.source import Source, Span, Workspace
from ecslint.value import Mapping, Step, Unknown, Value

_DEEPEST = 8
_MOST_STEPS = 50_000
_UNKNOWN = {
    "dependency": "is known only after the deployment of another unit",
    "feature": "is chosen when Terragrunt runs",
    "values": "is given by a stack of units",
    "unit": "is given by a stack of units",
}


class Reading:
    """What all files that are read for one unit share."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.budget = Budget(_MOST_STEPS)
        self.sources: list[Source] = []
        self.problems: list[Problem] = []


class Configuration:
    """A Terragrunt file, read for the unit in whose directory functions look.

    `child` is the configuration that includes this one. Raises Unreadable.
    """

    def __init__(
        self, reading: Reading, path: str, child: Configuration | None = None, depth: int = 0
    ) -> None:
        self.reading = reading
        self.budget = reading.budget
        self.path = path
        self.child = child
        self.depth = depth
        self.directory: str = child.directory if child is not None else os.path.dirname(path)
        self.source = reading.workspace.read(path)
        self.address = f"{self.source.path} for {child.source.path}" if child else self.source.path
        file = parse(self.source)
        self.body = file.body
        self.sound = not file.problems
        if self.source not in reading.sources:
            reading.sources.append(self.source)
            for mistake in file.problems:
                place = Span(self.source, mistake.start, mistake.end)
                reading.problems.append(Problem("ECS001", mistake.message, place))
        self._locals: LazyMapping | None = None
        self._included: dict[str, Configuration | Unknown] | None = None

    @property
    def name(self) -> str:
        return os.path.basename(self.path)

    def requires(self, provider: str) -> bool:
        return False

    def function(self, name: str) -> Function:
        """A function that Terraform does not have."""
        return own_function(name)

    def blocks(self, type: str) -> list[Block]:
        return [block for block in self.body.blocks if block.type == type]

    def evaluate(self, attribute: Attribute) -> Value:
        return evaluate(attribute.expression, Scope(self.source, self))

    def place(self, attribute: Attribute) -> Span:
        return Span(self.source, attribute.start, attribute.end)

    # -- names -----------------------------------------------------------------------------------

    def root(self, name: str, span: Span) -> Value | None:
        """What the first name of a traversal means."""
        match name:
            case "local":
                return self.locals()
            case "include":
                return self._exposed()
        return unknown_names(name, _UNKNOWN.get(name, "is not evaluated"), span)

    def locals(self) -> LazyMapping:
        """The locals of this file, each evaluated when it is read."""
        if self._locals is None:
            attributes = {
                name: at for block in self.blocks("locals") for name, at in block.body.attributes.items()
            }

            def member(name: str) -> Value:
                step = Step(self.place(attributes[name]), f"local.{name} of {self.name}")
                return came(self.evaluate(attributes[name]), step)

            places = {name: self.place(attribute) for name, attribute in attributes.items()}
            self._locals = self._lazy(places, member)
        return self._locals

    def inputs(self) -> Value | None:
        """The inputs of this file alone, or None when it gives none."""
        attribute = self.body.attributes.get("inputs")
        return None if attribute is None else self.evaluate(attribute)

    def exposed(self) -> Value:
        """What others that read this file see of it."""
        empty = Mapping({}, Span(self.source, 0, 0))
        parts: dict[str, Callable[[], Value]] = {
            "locals": self.locals,
            "inputs": lambda: self.inputs() or empty,
        }
        places = dict.fromkeys(parts, Span(self.source, 0, 0))
        return self._lazy(places, lambda name: parts[name]())

    def _lazy(self, places: dict[str, Span], member: Callable[[str], Value]) -> LazyMapping:
        start = Span(self.source, 0, 0)
        more = Unknown(f"it is not evaluated in {self.name}", start, identity=f"more of {self.address}")
        return LazyMapping(places, member, start, places, more)

    # -- other files -----------------------------------------------------------------------------

    def included(self) -> dict[str, Configuration | Unknown]:
        """The configurations that this one includes, by label; why one is not known."""
        if self._included is None:
            self._included = {}
            for block in self.blocks("include"):
                label = str(block.labels[0].value) if block.labels else ""
                self._included[label] = self._include(block)
        return self._included

    def _include(self, block: Block) -> Configuration | Unknown:
        from ecslint.hcl.scalars import text_of

        header = Span(self.source, block.start, block.header_end)
        attribute = block.body.attributes.get("path")
        if attribute is None:
            return Unknown("the included file is not named", header, identity=f"include of {self.address}")
        value = self.evaluate(attribute)
        path = text_of(value)
        if path is None:
            reason = value.reason if isinstance(value, Unknown) else "the included file is not known"
            return Unknown(reason, header, identity=f"include of {self.address}")
        found = self.other(os.path.join(self.directory, path), self)
        if isinstance(found, Configuration) and found.blocks("include"):
            return Unknown(
                f"{found.name} includes a file itself", header, identity=f"include of {self.address}"
            )
        return found

    def other(self, path: str, child: Configuration | None = None) -> Configuration | Unknown:
        """Another file, as it is included or read by this one."""
        from ecslint.source import Unreadable

        here = Span(self.source, 0, 0)
        if self.depth >= _DEEPEST:
            return Unknown("files read each other too deeply", here)
        try:
            return Configuration(self.reading, os.path.normpath(path), child, self.depth + 1)
        except Unreadable as problem:
            shown = problem.span.source.path
            return Unknown(f"{shown}: {problem.message}", here, identity=f"contents of {shown}")

    def _exposed(self) -> Value:
        """`include`: the included files by their labels, or the only one that has none."""
        included = self.included()
        if "" in included:
            only = included[""]
            return only if isinstance(only, Unknown) else only.exposed()

        def member(label: str) -> Value:
            found = included[label]
            return found if isinstance(found, Unknown) else found.exposed()

        return self._lazy(dict.fromkeys(included, Span(self.source, 0, 0)), member)

    # -- files -----------------------------------------------------------------------------------

    def read(self, path: str) -> Source:
        return self.reading.workspace.read(os.path.join(self.directory, path))

    def has_file(self, path: str) -> bool:
        absolute = os.path.join(self.directory, path)
        return self.reading.workspace.contains(absolute) and is_file(absolute)

    def names(self, directory: str) -> list[str] | None:
        return None


def body_of(configuration: Configuration, type: str) -> Body:
    """The body of the only block of a type; an empty one where there is none."""
    blocks = configuration.blocks(type)
    return blocks[-1].body if blocks else Body()
