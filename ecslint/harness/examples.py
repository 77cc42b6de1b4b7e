"""What an example of a page gives, compared with what it must give.

Two properties hold for every rule without its author doing anything. Erasure: a finding disappears
when a value that it rests on becomes unknown. Monotonicity: values becoming unknown never add one.
Each function gives complaints, none when all is well.
"""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Iterator

from ecslint.engine.finding import ADVICE, Finding
from ecslint.engine.page import Example
from ecslint.engine.rule import Rule
from ecslint.engine.run import check
from ecslint.engine.subjects import Subjects
from ecslint.model.index import Index
from ecslint.resource import Stack
from ecslint.stack import discover

_SUBSETS = 20


def stacks_of(example: Example, directory: str) -> list[Stack]:
    """The stacks of an example, whose files are written into an empty directory."""
    for name, text in example.files.items():
        target = os.path.join(directory, name)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8") as stream:
            stream.write(text)
    return discover([directory]).stacks


def marks(rule: Rule, example: Example, rules: list[Rule], directory: str) -> Iterator[str]:
    """Bad gives exactly the marked findings, Good and Unknown none, of all rules that are usually run."""
    chosen = [
        each._replace(explicit=each.code == rule.code)
        for each in rules
        if each.code == rule.code or each.severity != ADVICE
    ]
    with contextlib.chdir(directory):
        outcome = check(stacks_of(example, directory), chosen)
    yield from (f"{code} breaks down: {fault!r}" for code, _, fault in outcome.faults)
    found = {(each.at.span.source.path, each.at.span.line, each.code): each for each in outcome.findings}
    for path, line, code in sorted(set(example.marks) - found.keys()):
        yield f"{path}:{line} is marked {code}, and nothing is found there"
    for (path, line, code), finding in sorted(found.items()):
        if (path, line, code) not in example.marks:
            yield f"{path}:{line} gives {code} and is not marked so: {finding.message}"
    twice = len(outcome.findings) - len(found)
    if twice:
        yield f"{twice} findings more than there are marks for"
    if example.section != "Bad":
        yield from (f"a mark under {example.section}: {code}" for *_, code in example.marks)
    elif rule.code not in {code for *_, code in example.marks}:
        yield f"no line is marked {rule.code}"


def erasure(rule: Rule, example: Example, directory: str) -> Iterator[str]:
    """A finding disappears when a value that it rests on becomes unknown."""
    for stack in stacks_of(example, directory):
        index = Index(stack)
        for finding in _found(index, rule):
            for place in (finding.at, *finding.because):
                if place.evidence is not None:
                    left = [_key(other) for other in _found(index, rule, frozenset([place.evidence]))]
                    if _key(finding) in left:
                        yield f"a finding stays when {place.attribute} of {place.resource} becomes unknown"


def monotonicity(rule: Rule, example: Example, directory: str) -> Iterator[str]:
    """Values becoming unknown never add a finding."""
    for stack in stacks_of(example, directory):
        index = Index(stack)
        complete = {_key(finding) for finding in _found(index, rule)}
        reads = sorted(
            {
                read
                for _, branches in Subjects(index).ask(rule)
                for branch in branches
                for read in branch.world.reads
            }
        )
        chooser = random.Random(0)
        subsets = [[read] for read in reads]
        subsets += [chooser.sample(reads, chooser.randint(1, len(reads))) for _ in range(_SUBSETS) if reads]
        for subset in subsets:
            more = {_key(finding) for finding in _found(index, rule, frozenset(subset))} - complete
            if more:
                yield f"{len(more)} findings appear when {len(subset)} values become unknown"


def _found(index: Index, rule: Rule, erased: frozenset[tuple[int, str]] = frozenset()) -> list[Finding]:
    return [
        finding
        for _, branches in Subjects(index).ask(rule, erased)
        for branch in branches
        for finding in branch.findings
    ]


def _key(finding: Finding) -> object:
    return finding.at.span, finding.at.resource, tuple(place.span for place in finding.because)
