"""Rules of one's own: directories of the same shape as ecslint's, named by who runs it.

They are code. Only the command line can name them: the configuration of a repository never runs any.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable

from ecslint.engine.registry import load_rules
from ecslint.engine.rule import Rule
from ecslint.refusal import Refusal

_code = re.compile(r"[A-Z]{2,10}\d{3}").fullmatch
_name = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*").fullmatch
_OURS = "ECS"


def with_own(rules: list[Rule], directories: Iterable[str]) -> list[Rule]:
    """The rules, and those of some directories. Raises Refusal for what cannot be loaded, or clashes."""
    known = list(rules)
    for number, directory in enumerate(dict.fromkeys(map(os.path.realpath, directories)), start=1):
        for rule in _loaded(directory, number):
            _require(rule, known, directory)
            known.append(rule)
    return sorted(known, key=lambda rule: rule.code)


def _loaded(directory: str, number: int) -> list[Rule]:
    shown = os.path.relpath(directory)
    if not os.path.isdir(directory):
        raise Refusal(f"there is no directory of rules '{shown}'")
    writes = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        found = load_rules(directory, f"own{number}")
    except (Exception, SystemExit) as error:
        raise Refusal(f"the rules in {shown} cannot be loaded: {_last_line(error)}", _place(error)) from error
    finally:
        sys.dont_write_bytecode = writes
    if not found:
        help = f"write rules in the modules of its folders: {os.path.join(shown, 'family', 'checks.py')}"
        raise Refusal(f"there are no rules in {shown}", help)
    return found


def _require(rule: Rule, known: list[Rule], directory: str) -> None:
    """Refuse a rule whose code or name cannot be its own."""
    where = f"the rule {rule.code} in {os.path.relpath(directory)}"
    if not _code(rule.code):
        help = "write two to ten capital letters and three digits: ACME001"
        raise Refusal(f"{where}: this is no code", help)
    if rule.code.startswith(_OURS):
        help = "take letters of your own: ACME001"
        raise Refusal(f"{where}: codes that begin with {_OURS} belong to ecslint", help)
    if not _name(rule.name):
        raise Refusal(f"{where}: '{rule.name}' is no name", "write words in lower case: public-image")
    for other in known:
        for what, own, taken in (("code", rule.code, other.code), ("name", rule.name, other.name)):
            if own == taken:
                raise Refusal(f"{where}: the {what} '{own}' is taken by {other.code} {other.name}")


def _last_line(error: BaseException) -> str:
    import traceback

    return "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]


def _place(error: BaseException) -> str:
    """Where the error was raised, to be looked at."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    place = (error.filename, error.lineno) if isinstance(error, SyntaxError) else None
    file, line = place or (frames[-1].filename, frames[-1].lineno)
    return f"see {os.path.relpath(file)}:{line}" if file and os.path.exists(file) else ""
