"""Reading the files of an ecspresso deployment, and spelling what is in them as ecspresso does."""

from __future__ import annotations

from ecslint.files import exists
from ecslint.parsers import ecs_json
from ecslint.parsers.placeholders import Fault, read_filled
from ecslint.resource import Problem, Stack
from ecslint.source import Span, Unreadable, Workspace
from ecslint.value import Alternatives, Mapping, Sequence, Unknown, Value, literal

_FREE_KEYS = frozenset(("dockerlabels", "options", "driveropts", "labels"))
"""What has keys of the user's own below it."""

# fmt: off
_CHOICES = frozenset((
    "appProtocol", "assignPublicIp", "availabilityZoneRebalancing", "iam", "ipcMode", "launchType",
    "networkMode", "pidMode", "propagateTags", "protocol", "scope", "schedulingStrategy",
    "transitEncryption", "type",
))
# fmt: on
"""Keys of enumerations, for which the AWS SDK for Go sends nothing where the text is empty."""


class Reading:
    """The files that one stack of ecspresso consists of."""

    def __init__(self, workspace: Workspace, stack: Stack) -> None:
        self.workspace = workspace
        self.stack = stack

    def definition(self, path: str, named: Span) -> Value:
        """The content of a definition file that the configuration names at a place."""
        if not exists(path) and self.workspace.contains(path):
            return Unknown(f"there is no file {self.workspace.shown(path)}", named)
        value = self.document(path)
        if isinstance(value, Mapping | Unknown):
            return value
        return Unknown("the file does not hold one object", value.span)

    def document(self, path: str, outline: bool = False) -> Value:
        """The value of a file in any of the languages that ecspresso reads."""
        try:
            source = self.workspace.read(path)
        except Unreadable as problem:
            self.stack.problems.append(Problem("ECS001", problem.message, problem.span))
            return Unknown(problem.message, problem.span)
        if source not in self.stack.sources:
            self.stack.sources.append(source)
        if path.endswith(".jsonnet"):
            from ecslint.parsers.ecspresso.jsonnet import evaluate

            return evaluate(self.workspace, self.stack, path, source)
        faults: list[Fault] = []
        value = read_filled(source, "", faults, outline)
        self.stack.problems += map(ecs_json.problem_of, faults)
        return value


def lowered(value: Mapping) -> Mapping:
    """An object with keys that begin with a small letter, as ecspresso takes them either way."""
    items, keys = {}, {}
    for key, item in value.items.items():
        name = key[:1].lower() + key[1:]
        if name in _CHOICES and literal(item) == "":
            continue
        items[name] = item if key.lower() in _FREE_KEYS else _lowered(item)
        if key in value.keys:
            keys[name] = value.keys[key]
    return Mapping(items, value.span, keys, value.via, value.open)


def _lowered(value: Value) -> Value:
    match value:
        case Mapping():
            return lowered(value)
        case Sequence(items=items, open=open):
            return Sequence(tuple(map(_lowered, items)), value.span, value.via, open)
        case Alternatives(condition=condition, then=then, otherwise=otherwise):
            return Alternatives(condition, _lowered(then), _lowered(otherwise), value.span, value.via)
    return value
