"""Whether the fixes of a rule mend what its examples show, and its page says how safe they are.

Each function gives complaints, none when all is well.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator

from ecslint.engine.finding import ADVICE, Finding
from ecslint.engine.mending import Mending
from ecslint.engine.page import Example
from ecslint.engine.rule import Rule
from ecslint.engine.run import check
from ecslint.fix import DISPLAY, SAFE, UNSAFE
from ecslint.harness.examples import stacks_of
from ecslint.harness.pages import fixes_named

LEVELS = (SAFE, UNSAFE, DISPLAY)


def levels(page: str, given: Iterable[str]) -> Iterator[str]:
    """The third line of a page says how safe the fixes are that its examples give."""
    there = [level for level in LEVELS if level in set(given)]
    if fixes_named(page) != there:
        ending = f" · fix: {', '.join(there)}" if there else ""
        yield f"by its examples the third line ends with '{ending}'" if there else "no example has a fix"


def mended(rule: Rule, example: Example, rules: list[Rule], given: set[str]) -> Iterator[str]:
    """A finding is gone when its fix is made, and no other has come. `given` gets the levels of the fixes."""
    before = _findings(rule, example.files, rules)
    for finding in before:
        if finding.code != rule.code or finding.fix is None:
            continue
        given.add(finding.fix.safety)
        texts = Mending([finding], LEVELS).texts()
        after = _findings(rule, {**example.files, **texts}, rules)
        place = f"{finding.at.span.source.path}:{finding.at.span.line}"
        for path, code, message in (_keys(after) - _keys(before)).elements():
            yield f"the fix of {place} leads to {code} in {path}: {message}"
        if _keys(after)[_key(finding)] >= _keys(before)[_key(finding)]:
            yield f"the fix of {place} leaves the finding as it is: {finding.fix.title}"


def _findings(rule: Rule, files: dict[str, str], rules: list[Rule]) -> list[Finding]:
    chosen = [
        each._replace(explicit=each.code == rule.code)
        for each in rules
        if each.code == rule.code or each.severity != ADVICE
    ]
    with tempfile.TemporaryDirectory() as directory:
        place = os.path.realpath(directory)
        with contextlib.chdir(place):
            return check(stacks_of(Example("Bad", 0, files), place), chosen).findings


def _keys(findings: Iterable[Finding]) -> Counter[tuple[str, str, str]]:
    return Counter(map(_key, findings))


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.at.span.source.path, finding.code, finding.message
