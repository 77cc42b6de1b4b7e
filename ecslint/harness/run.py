"""The whole test of some rules."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ecslint.engine.page import Example, examples
from ecslint.engine.rule import Rule
from ecslint.harness import pages
from ecslint.harness.examples import erasure, marks, monotonicity
from ecslint.harness.fixes import levels, mended


class Complaint(NamedTuple):
    """Something that is wrong with a rule or its page, at a line of the page."""

    rule: Rule
    line: int
    message: str


class Counted(NamedTuple):
    """How much was tested."""

    rules: int
    examples: int


def run(tested: list[Rule], rules: list[Rule]) -> tuple[list[Complaint], Counted]:
    """Test some of the rules, all of which are run on the examples."""
    found: list[Complaint] = []
    count = 0
    for rule in tested:
        page = pages.read(rule)
        found += [Complaint(rule, 1, message) for message in pages.complaints(rule, page)]
        given: set[str] = set()
        for example in examples(page):
            count += 1
            found += [
                Complaint(rule, example.line, each) for each in _of_example(rule, example, rules, given)
            ]
        found += [Complaint(rule, 1, message) for message in levels(page, given)]
    return found, Counted(len(tested), count)


def _of_example(rule: Rule, example: Example, rules: list[Rule], fixes: set[str]) -> Iterator[str]:
    """Complaints of an example; `fixes` gets how safe its fixes are."""

    def given(directory: str) -> Iterable[Iterator[str]]:
        yield marks(rule, example, rules, directory)
        if example.section == "Bad":
            yield erasure(rule, example, directory)
            yield monotonicity(rule, example, directory)
            yield mended(rule, example, rules, fixes)

    with tempfile.TemporaryDirectory() as directory:
        place = os.path.realpath(directory)
        for test in given(place):
            try:
                yield from test
            except Exception as fault:  # the rule's own
                yield f"{rule.code} breaks down: {type(fault).__name__}: {fault}"
