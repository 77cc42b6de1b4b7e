"""The constructs of CDK for Terraform: which one has made a resource, as its JSON says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from ecslint.json_text import JsonError, load_json
from ecslint.parsers.app_traces import made_by
from ecslint.source import Source, Workspace
from ecslint.value import Known, Mapping, Sequence, Step, Value, Via

_ABOVE_THE_OUTPUT = (os.pardir,) * 3
_known: WeakKeyDictionary[Workspace, dict[str, dict[tuple[str, ...], Via]]] = WeakKeyDictionary()


def construct(workspace: Workspace, source: Source, mode: str, type_: str, name: str) -> Via:
    """The construct that has made a resource, and where the app makes that."""
    if '"uniqueId"' not in source.text:
        return ()
    tables = _known.setdefault(workspace, {})
    if source.name not in tables:
        tables[source.name] = dict(_constructs(workspace, source))
    return tables[source.name].get((mode, type_, name), ())


def _constructs(workspace: Workspace, source: Source) -> Iterator[tuple[tuple[str, ...], Via]]:
    try:
        root = load_json(source)
    except JsonError:
        return
    # The app lies above cdktf.out/stacks/NAME.
    app = os.path.join(os.path.dirname(os.path.abspath(source.path)), *_ABOVE_THE_OUTPUT)
    for mode in ("resource", "data"):
        for type_, named in _items(_items(root).get(mode)).items():
            for name, body in _items(named).items():
                metadata = _items(_items(_items(body).get("//")).get("metadata"))
                path = metadata.get("path")
                if isinstance(path, Known):
                    step = Step(path.span, f"construct {path.value}")
                    trace = _texts(metadata.get("stackTrace"))
                    yield (mode, type_, name), (*made_by(workspace, str(path.value), trace, app), step)


def _items(value: Value | None) -> dict[str, Value]:
    return value.items if isinstance(value, Mapping) else {}


def _texts(value: Value | None) -> list[object]:
    items = value.items if isinstance(value, Sequence) else ()
    return [item.value for item in items if isinstance(item, Known)]
