"""Where an app makes a construct: lines of its own files in the stack traces that CDKs write down."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from ecslint import files
from ecslint.source import Span, Unreadable, Workspace
from ecslint.value import Step, Via

_frame = re.compile(r"\(?(?:file://)?([^\s():]+):([0-9]{1,7}):([0-9]{1,7})\)?$").search
_NOT_THE_APP = ("node_modules", "node:")


def made_by(workspace: Workspace, path: str, trace: object, directory: str) -> Via:
    """The step to the innermost line of the app in the trace of a construct, if that file is at hand.

    `path` is that of the construct; paths in the trace may be relative to `directory`.
    """
    frames: Iterable[object] = trace if isinstance(trace, list) else ()
    for frame in frames:
        span = _line(workspace, str(frame), directory)
        if span is not None:
            return (Step(span, f"the app makes {path}"),)
    return ()


def _line(workspace: Workspace, frame: str, directory: str) -> Span | None:
    found = None if any(word in frame for word in _NOT_THE_APP) else _frame(frame)
    if found is None:
        return None
    file = os.path.normpath(os.path.join(directory, found[1]))
    if not files.is_file(file):
        return None
    try:
        source = workspace.read(file)
    except Unreadable:
        return None
    offset = source.offset(int(found[2]), int(found[3]))
    return None if offset is None else Span(source, offset, offset + 1)
