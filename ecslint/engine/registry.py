"""Where rules come from: directories of checks, loaded by path, and how they are selected."""

from __future__ import annotations

import importlib.util
import os
import re
import sys

from ecslint.engine.finding import ADVICE
from ecslint.engine.rule import Rule

_prefix = re.compile(r"([A-Z]+)\d*").fullmatch
"""A code or the beginning of one, which has all of its letters."""


class UnknownCode(Exception):
    """A selection that names no rule; `suggestion` is the nearest one, or empty."""

    def __init__(self, text: str, suggestion: str) -> None:
        super().__init__(text)
        self.text = text
        self.suggestion = suggestion


def rules_directory() -> str:
    """The rules that belong to ecslint: in the wheel, or beside the package in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    shipped = os.path.join(package, "_rules")
    return shipped if os.path.isdir(shipped) else os.path.join(os.path.dirname(package), "rules")


def load_rules(directory: str | None = None, owner: str = "rules") -> list[Rule]:
    """The rules of a directory, in the order of their codes; `owner` tells modules of one name apart."""
    directory = directory or rules_directory()
    found: list[Rule] = []
    for family in sorted(os.listdir(directory)):
        folder = os.path.join(directory, family)
        if os.path.isdir(folder):
            modules = sorted(name for name in os.listdir(folder) if name.endswith(".py"))
            for module in modules:
                found += _load(os.path.join(folder, module), family, owner)
    return sorted(found, key=lambda rule: rule.code)


def _load(path: str, family: str, owner: str) -> list[Rule]:
    stem = os.path.splitext(os.path.basename(path))[0]
    name = f"ecslint_{owner}_{family}_{stem}"
    specification = importlib.util.spec_from_file_location(name, path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
    folder = os.path.dirname(path)
    return [
        rule._replace(family=family, page=os.path.join(folder, f"{rule.code}.md"))
        for rule in vars(module).values()
        if isinstance(rule, Rule)
    ]


def select(rules: list[Rule], chosen: list[str], ignored: list[str]) -> list[Rule]:
    """The rules to run: all but advice, or those chosen by code, prefix or name; less the ignored.

    Raises UnknownCode for a text that matches no rule.
    """
    explicit = {rule.code for text in chosen for rule in matching(rules, text)}
    dropped = {rule.code for text in ignored for rule in matching(rules, text)}
    return [
        rule._replace(explicit=rule.code in explicit)
        for rule in rules
        if rule.code not in dropped and (rule.code in explicit if chosen else rule.severity != ADVICE)
    ]


def matching(rules: list[Rule], text: str) -> list[Rule]:
    """The rules of a code, a prefix of codes, or a name; "all" are all. Raises UnknownCode."""
    wanted = text.strip()
    if wanted.lower() == "all":
        return rules
    found = [rule for rule in rules if rule.name == wanted.lower()]
    if not found and (prefix := _prefix(wanted.upper())):
        letters = prefix[1]
        found = [
            rule
            for rule in rules
            if rule.code.startswith(prefix[0]) and rule.code.rstrip("0123456789") == letters
        ]
    if not found:
        raise UnknownCode(wanted, _nearest(rules, wanted))
    return found


def _nearest(rules: list[Rule], text: str) -> str:
    import difflib

    names = [rule.name for rule in rules] + [rule.code for rule in rules]
    by_lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(text.lower(), by_lower, n=1, cutoff=0.5)
    return by_lower[close[0]] if close else ""
