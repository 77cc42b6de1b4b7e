"""Jsonnet, evaluated by the `jsonnet` package where it is installed."""

from __future__ import annotations

import json
import os
import re
from decimal import Decimal
from typing import Any

from ecslint import facts
from ecslint.parsers.ecspresso.places import Places
from ecslint.parsers.placeholders import filled
from ecslint.resource import MINOR, Problem, Stack
from ecslint.source import Source, Span, Unreadable, Workspace
from ecslint.value import Known, Mapping, Sequence, Unknown, Value

SECONDS = 10.0
"""How long one file may take to be evaluated."""

_MODULE = "ecslint.parsers.jsonnet_evaluation"
_static = re.compile(r"STATIC ERROR: (.*?):(\d+):(\d+)(?:-(\d+))?: (.*)").match


def evaluate(
    workspace: Workspace, stack: Stack, path: str, source: Source, seconds: float = SECONDS
) -> Value:
    """The value of a Jsonnet file; the files that it imports become sources of the stack."""
    start = Span(source, 0, 1 if source.text else 0)
    if not _is_installed():
        advice = "this is Jsonnet, and the jsonnet package is not installed: pip install 'ecslint[jsonnet]'"
        stack.problems.append(Problem("ECS001", advice, start, MINOR))
        return Unknown("the jsonnet package is not installed", start)
    facts.note(facts.UNSURE, path, "")  # which files were looked for in vain it does not tell
    answer = _ask(workspace, os.path.abspath(path), seconds)
    sources = []
    for each in answer.get("read", ()):
        try:
            sources.append(workspace.read(each))
        except Unreadable:
            continue
    stack.sources += [each for each in sources if each not in stack.sources]
    error = answer.get("error")
    if error is not None:
        return _failed(stack, error, start, sources)
    return _value(answer["tree"], Places(sources or [source]).root(start))


def _is_installed() -> bool:
    from importlib.util import find_spec

    return find_spec("_jsonnet") is not None


def _ask(workspace: Workspace, path: str, seconds: float) -> dict[str, Any]:
    """What the evaluating process answers: nothing of the repository is ever run by it (-P)."""
    import subprocess
    import sys

    command = [sys.executable, "-P", "-m", _MODULE]
    question = json.dumps({"root": workspace.root, "path": path})
    try:
        ran = subprocess.run(
            command, input=question, capture_output=True, text=True, timeout=seconds, check=False
        )
        answer = json.loads(ran.stdout, parse_float=Decimal)
    except subprocess.TimeoutExpired:
        return {"error": f"the evaluation takes more than {seconds:g} seconds"}
    except ValueError:
        return {"error": "the evaluation came to no result"}
    return answer if isinstance(answer, dict) else {}


def _failed(stack: Stack, error: str, start: Span, sources: list[Source]) -> Unknown:
    """A file that cannot be evaluated: for its syntax, or for what may differ where it is deployed."""
    static = _static(error)
    if static is not None:
        source = next((each for each in sources if static[1].endswith(each.path)), start.source)
        offset = sum(len(line) + 1 for line in source.text.split("\n")[: int(static[2]) - 1])
        at = min(offset + int(static[3]) - 1, len(source.text))
        place = Span(source, at, min(at + 1, len(source.text)))
        stack.problems.append(Problem("ECS001", f"this is not Jsonnet: {static[5]}", place))
        return Unknown("the file is not Jsonnet", place)
    message = error.removeprefix("RUNTIME ERROR: ").partition("\n")[0]
    return Unknown(f"in this Jsonnet, {message}", start)


def _value(tree: dict[str, Any], places: Places) -> Value:
    if "object" in tree:
        items: dict[str, Value] = {}
        keys: dict[str, Span] = {}
        for key, inner in tree["object"].items():
            below = places.below(key, inner.get("value"))
            items[key] = _value(inner, below)
            if below.is_exact:
                keys[key] = below.span
        return Mapping(items, places.span, keys)
    if "list" in tree:
        return Sequence(tuple(_value(inner, places) for inner in tree["list"]), places.span)
    if "value" in tree:
        return filled(Known(tree["value"], places.span), "")
    return Unknown(tree["unknown"], places.span)
