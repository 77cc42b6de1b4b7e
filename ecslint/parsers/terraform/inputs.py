"""Inputs: what a root module is given from outside, and which of several values counts."""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from ecslint.hcl.evaluator import evaluate
from ecslint.hcl.scope import Budget, Scope
from ecslint.hcl.syntax import Call, Expression, Node
from ecslint.hcl.types import parse_type
from ecslint.parsers.terraform.declarations import Declarations, Declared, read_file
from ecslint.parsers.terraform.namespaces import came
from ecslint.parsers.terraform.variables_files import automatic
from ecslint.refusal import Refusal
from ecslint.resource import Problem
from ecslint.source import Source, Span, Unreadable, Workspace
from ecslint.value import Failure, Known, Mapping, Sequence, Step, Unknown, Value, passed

_PRIMITIVES = ("string", "number", "bool")


class Setting(NamedTuple):
    """A variable that is set by its name; `how` ends the note of it: `by --var`, `in ecslint.toml`.

    The value is plain data. What was `typed` is a string for a variable of a primitive type and an
    expression for any other: https://developer.hashicorp.com/terraform/language/values/variables
    """

    name: str
    value: object
    how: str
    typed: bool = False


class VariablesFile(NamedTuple):
    """A file of variables that is named, wherever it lies."""

    path: str


class Inputs(NamedTuple):
    """What a root module is run with, beside the variables files that Terraform finds by itself.

    `settings` are stronger than those files, the last the strongest; `process` is weaker.
    """

    settings: tuple[Setting | VariablesFile, ...] = ()
    process: tuple[Setting, ...] = ()
    workspace: Setting | None = None
    environment: str = ""
    """The name of what is deployed with these inputs, where there are several."""
    doubtful: dict[str, str] = {}  # noqa: RUF012 - never changed
    """Variables that another file than those named here may set, and that file."""
    given: Callable[[str, Declared], Value | None] | None = None
    """What a tool that runs Terraform gives a variable; weaker than all others."""


class Received:
    """The values that a root module was given, by the name of the variable; the last one counts.

    `files` are the variables files that were read, and what is wrong with them.
    """

    __slots__ = ("_budget", "_declared", "_doubtful", "_given", "_values", "files")

    def __init__(self, workspace: Workspace, declared: Declarations, inputs: Inputs, budget: Budget) -> None:
        self.files = Declarations(declared.directory)
        self._declared = declared.variables
        self._budget = budget
        self._doubtful = inputs.doubtful
        self._given = inputs.given
        self._values: dict[str, Callable[[], Value]] = {}
        for setting in inputs.process:
            self._set(setting)
        for path in automatic(workspace, declared.directory):
            self._read(workspace, path)
        for given in inputs.settings:
            if isinstance(given, Setting):
                self._set(given)
            else:
                inside = workspace.contains(given.path)
                self._read(workspace if inside else Workspace(os.path.dirname(given.path)), given.path)

    def value(self, name: str, identity: str) -> Value | None:
        """What a declared variable was given; None when it was given nothing."""
        if name in self._doubtful:
            file = self._doubtful[name]
            place = self._declared[name].header
            return Unknown(f"{file} may set {identity}", place, identity=f"{name} in {file}")
        value = self._values.get(name)
        if value is not None:
            return value()
        if self.files.sound:
            return self._given(name, self._declared[name]) if self._given is not None else None
        reason = f"a file that may set {identity} could not be read"
        return Unknown(reason, self._declared[name].header, identity=identity)

    def _set(self, setting: Setting) -> None:
        declared = self._declared.get(setting.name)
        if declared is not None:
            value = self._value_of(setting, declared)
            self._values[setting.name] = lambda: value

    def _value_of(self, setting: Setting, declared: Declared) -> Value:
        """A value that is written in no file stands where its variable is declared."""
        place = declared.header
        data = setting.value
        if setting.typed and isinstance(data, str) and not _takes_text(declared):
            value = _placed(self._expression(setting.name, data, setting.how), place)
        else:
            value = _data(data, place)
        return passed(value, Step(place, f"var.{setting.name} set {setting.how}"))

    def _expression(self, name: str, text: str, how: str) -> Value:
        source = Source(name, f"{name} = ({text}\n)\n")
        from ecslint.hcl.parser import parse

        file = parse(source)
        problem = next((problem.message for problem in file.problems), "")
        if not problem and (list(file.body.attributes) != [name] or file.body.blocks):
            problem = "one expression is expected"
        if problem:
            raise Refusal(f"the value of {name} set {how} is not valid: {problem}")
        value = self._constant(file.body.attributes[name].expression, source)
        failure = _failure(value)
        if failure is not None:
            raise Refusal(f"the value of {name} set {how} is not valid: {failure.message}")
        return value

    def _read(self, workspace: Workspace, path: str) -> None:
        """Take what a file sets. One that cannot be read whole may set all that was set before it."""
        sound, self.files.sound = self.files.sound, True
        if path.endswith(".json"):
            found = self._json(workspace, path)
        else:
            found = self._hcl(workspace, path)
        if not self.files.sound:
            self._values.clear()
        self.files.sound &= sound
        self._values |= found

    def _hcl(self, workspace: Workspace, path: str) -> dict[str, Callable[[], Value]]:
        file = read_file(workspace, path, self.files)
        if file is None:
            return {}

        def value(name: str) -> Value:
            attribute = file.body.attributes[name]
            step = Step(Span(file.source, attribute.start, attribute.end), _note(path))
            return came(self._constant(attribute.expression, file.source), step)

        return {name: lambda name=name: value(name) for name in file.body.attributes}  # type: ignore[misc]

    def _constant(self, node: Expression, source: Source) -> Value:
        """The value of an expression that can use no names and no functions."""
        call = _call_in(node)
        if call is not None:
            return Failure("functions cannot be called here", Span(source, call.start, call.end))
        return evaluate(node, Scope(source, _Constants(self._budget)))

    def _json(self, workspace: Workspace, path: str) -> dict[str, Callable[[], Value]]:
        """Unlike in `.tf.json`, strings are no templates."""
        from ecslint.json_text import JsonError, load_json

        try:
            source = workspace.read(path)
            content = load_json(source)
        except (Unreadable, JsonError) as error:
            self.files.problems.append(Problem("ECS001", error.message, error.span))
            self.files.sound = False
            return {}
        self.files.sources.append(source)
        if not isinstance(content, Mapping):
            self.files.problems.append(Problem("ECS001", "an object is expected here", content.span))
            self.files.sound = False
            return {}
        steps = {
            name: Step(Span(source, content.keys[name].start, value.span.end), _note(path))
            for name, value in content.items.items()
        }
        return {
            name: lambda value=value, step=steps[name]: passed(value, step)  # type: ignore[misc]
            for name, value in content.items.items()
        }


class _Constants:
    """The surroundings of an expression that can use no names and no files."""

    address = ""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget

    def root(self, name: str, span: Span) -> Value | None:
        return Failure("variables cannot be used here", span)

    def read(self, path: str) -> Source:
        raise Unreadable("files cannot be read here", Span(Source(path, ""), 0, 0))

    def has_file(self, path: str) -> bool:
        return False

    def names(self, directory: str) -> list[str] | None:
        return None

    def requires(self, provider: str) -> bool:
        return False


def _call_in(node: Node) -> Call | None:
    pending: list[object] = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, Call):
            return item
        if isinstance(item, list | tuple):
            pending += item
        elif isinstance(item, Node):
            pending += [getattr(item, name) for name in type(item).__slots__]
    return None


def _note(path: str) -> str:
    return f"set in {os.path.basename(path)}"


def _takes_text(declared: Declared) -> bool:
    """Whether what is typed for a variable is its text: it has a primitive type, or none at all."""
    local = declared.attribute("type")
    return local is None or parse_type(local.attribute.expression).kind in _PRIMITIVES


def _data(data: object, span: Span) -> Value:
    """Plain data as a value."""
    match data:
        case list():
            return Sequence(tuple(_data(item, span) for item in data), span)
        case dict():
            items = {str(key): _data(item, span) for key, item in data.items()}
            return Mapping(items, span, dict.fromkeys(items, span))
        case str() | bool() | int() | Decimal() | None:
            return Known(data, span)
    raise TypeError(f"{type(data).__name__} is no value")


def _placed(value: Value, span: Span) -> Value:
    """A constant value, all of it at another place."""
    match value:
        case Known(value=plain):
            return Known(plain, span)
        case Sequence(items=items):
            return Sequence(tuple(_placed(item, span) for item in items), span, kind=value.kind)
        case Mapping(items=members):
            placed = {key: _placed(item, span) for key, item in members.items()}
            return Mapping(placed, span, dict.fromkeys(placed, span), kind=value.kind)
    return Unknown("the value is too large to evaluate", span)


def _failure(value: Value) -> Failure | None:
    match value:
        case Failure():
            return value
        case Sequence(items=items):
            return next(filter(None, map(_failure, items)), None)
        case Mapping(items=members):
            return next(filter(None, map(_failure, members.values())), None)
    return None
