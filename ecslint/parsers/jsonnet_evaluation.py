"""Evaluates one Jsonnet file, in a process of its own: Jsonnet may run for as long as it likes.

What the file takes from outside (external variables, native functions) is an error in it, and the part
that meets the error is unknown: the rest is evaluated again without it. So a value from outside that
decides something, and does not only stand somewhere, leads to no guess either. Where such values stand
is found first, with a mark in place of each, since every evaluation takes tens of milliseconds.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

from ecslint.source import Unreadable, Workspace

MEMORY = 1 << 30
MOST_RUNS = 100
_DEEPEST = 200
_OUTSIDE = "known only outside: "
_MARK = "\ue000{}\ue001"
_marked = re.compile("\ue000(.*?)\ue001")
_undefined = re.compile(r"undefined external variable: (\w+)").search
_missing = re.compile(rf"{_OUTSIDE}(.*)").search
_native = re.compile(
    r"""(?:(\w+)\s*+=\s*+)?std\s*+\.\s*+native\s*+\(\s*+(['"])(\w+)\2\s*+\)(?:\s*+\(([^()]*+)\))?"""
).finditer
_PARAMETERS = {"env": 2, "cfn_output": 2}
"""How many parameters the functions of ecspresso have that have more than one."""

_REACHED = "ecslint reached"
_WALK = f"""
local unknown = %s;
local reached = std.native('{_REACHED}');
local walk(path, value) =
  if std.objectHas(unknown, path) then {{ unknown: unknown[path] }}
  else if !reached(path) then null
  else if std.isObject(value) then
    {{ object: {{ [key]: walk(path + '\\n' + key, value[key]) for key in std.objectFields(value) }} }}
  else if std.isArray(value) then
    {{ list: [walk(path + '\\n' + number, value[number]) for number in std.range(0, std.length(value) - 1)] }}
  else {{ value: value }};
walk('', import %s)
"""
"""Gives the document as a tree: `{object: …}`, `{list: …}`, `{value: …}` or `{unknown: why}`."""


class _Evaluation:
    """One document, evaluated until nothing in it needs what only the deployment knows."""

    def __init__(self, workspace: Workspace, path: str) -> None:
        self.workspace = workspace
        self.path = path
        self.read: list[str] = []
        self.variables: set[str] = set()
        self.marking = False
        self.functions: dict[str, tuple[tuple[str, ...], Callable[..., Any]]] = {}
        self.functions[_REACHED] = ("a",), self.note
        self.reached = ""

    def note(self, path: str) -> bool:
        """Note which part of the document is evaluated now."""
        self.reached = path
        return True

    def tree(self) -> dict[str, Any]:
        """The document, its parts told apart; RuntimeError where it has no value anywhere."""
        unknown = self.marked()
        for _ in range(MOST_RUNS):
            try:
                return self.evaluate(unknown)
            except RuntimeError as error:
                missing = _missing(str(error))
                if missing is None or self.reached in unknown:
                    raise
            unknown[self.reached] = missing[1]
        raise RuntimeError("too many of its parts are known only at the deployment")

    def marked(self) -> dict[str, str]:
        """The parts in which something from outside stands, and what; none where that leads to an error."""
        self.marking = True
        try:
            return dict(_marks(self.evaluate({})))
        except RuntimeError:
            return {}
        finally:
            self.marking = False

    def evaluate(self, unknown: dict[str, str]) -> dict[str, Any]:
        """The document, without the parts that are known to be unknown."""
        import _jsonnet  # type: ignore[import-untyped, unused-ignore]

        while True:
            before = len(self.functions)
            try:
                text = _jsonnet.evaluate_snippet(
                    "ecslint",
                    _WALK % (json.dumps(unknown), json.dumps(self.path)),
                    max_stack=_DEEPEST,
                    ext_codes={name: self.variable(name) for name in self.variables},
                    import_callback=self.load,
                    native_callbacks=self.functions,
                )
                tree: dict[str, Any] = json.loads(text)
                return tree
            except RuntimeError as error:
                undefined = _undefined(str(error))
                if undefined is not None and undefined[1] not in self.variables:
                    self.variables.add(undefined[1])
                elif len(self.functions) == before:
                    raise

    def variable(self, name: str) -> str:
        """What stands for an external variable, as Jsonnet."""
        reason = f"std.extVar('{name}') is given at the deployment"
        return json.dumps(_MARK.format(reason)) if self.marking else f"error {json.dumps(_OUTSIDE + reason)}"

    def function(self, name: str) -> Callable[..., str]:
        """What stands for a native function."""

        def call(*arguments: object) -> str:
            given = ", ".join(map(_shown, arguments))
            reason = f"{name}({given}) is looked up at the deployment"
            if self.marking:
                return _MARK.format(reason)
            raise RuntimeError(_OUTSIDE + reason)

        return call

    def load(self, directory: str, name: str) -> tuple[str, bytes]:
        """An imported file: as anywhere in ecslint, only from inside the repository."""
        path = os.path.normpath(os.path.join(directory, name))
        try:
            text = self.workspace.read(path).text
        except Unreadable as problem:
            raise RuntimeError(problem.message) from problem
        if path not in self.read:
            self.read.append(path)
            self.declare(text)
        return path, text.encode()

    def declare(self, text: str) -> None:
        """Have every native function that a file calls be known, with as many parameters as it is given."""
        for found in _native(text):
            called, _, name, given = found.groups()
            if given is None and called is not None:
                call = re.search(rf"(?<![\w.]){called}\s*+\(([^()]*+)\)", text)
                given = call[1] if call is not None else None
            count = _PARAMETERS.get(name, 1) if given is None else len(given.strip(" \n,").split(","))
            # The package takes two names of more than one letter for the same.
            parameters = tuple("abcdefgh"[: count if given != "" else 0])
            self.functions.setdefault(name, (parameters, self.function(name)))


def _shown(argument: object) -> str:
    """An argument as it was given, what is looked up itself left out."""
    plain = _marked.sub("…", argument) if isinstance(argument, str) else argument
    return json.dumps(plain, ensure_ascii=False)


def _marks(tree: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """The paths of the values that hold a mark, and what is marked."""
    for key, inner in tree.get("object", {}).items():
        yield from _marks(inner, f"{path}\n{key}")
    for number, inner in enumerate(tree.get("list", ())):
        yield from _marks(inner, f"{path}\n{number}")
    found = _marked.search(value) if isinstance(value := tree.get("value"), str) else None
    if found is not None:
        yield path, found[1]


def main() -> None:
    """Evaluate the file that standard input names, and print what it is."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, ValueError, OSError):
        pass  # Windows has no such limit
    asked = json.load(sys.stdin)
    evaluation = _Evaluation(Workspace(asked["root"]), asked["path"])
    answer: dict[str, Any] = {}
    try:
        answer["tree"] = evaluation.tree()
    except (RuntimeError, MemoryError) as error:
        answer["error"] = str(error) or "it needs too much memory"
    json.dump({**answer, "read": evaluation.read}, sys.stdout)


if __name__ == "__main__":
    main()
