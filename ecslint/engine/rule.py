"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ecslint.engine.finding import ERROR, Finding

Check = Callable[[Any], Iterator[Finding]]


class Rule(NamedTuple):
    """A rule: its public code, name and severity, what it is asked about, and the check itself.

    A rule about several kinds of things is asked about each. `page` is the path of its
    documentation, `family` the folder it stands in. `explicit` says that the user asked for it by
    name, so that its advice is shown too.
    """

    code: str
    name: str
    severity: str
    subjects: tuple[type, ...]
    check: Check
    summary: str
    family: str = ""
    page: str = ""
    explicit: bool = False


def rule(code: str, name: str, *, severity: str = ERROR) -> Callable[[Check], Rule]:
    """Make a rule of a function. The type of its parameter (A, or A | B) says what it is asked about."""

    def register(check: Check) -> Rule:
        annotation = next(iter(check.__annotations__.values()))
        if isinstance(annotation, str):
            subjects = tuple(check.__globals__[name.strip()] for name in annotation.split("|"))
        else:
            subjects = getattr(annotation, "__args__", (annotation,))
        summary = (check.__doc__ or "").strip().partition("\n")[0].rstrip(".")
        return Rule(code, name, severity, subjects, check, summary)

    return register
