"""One finding for what is found several times: in instances of a resource, and in environments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ecslint.engine.certainty import agree
from ecslint.engine.finding import SEVERITIES, Finding, Suppression
from ecslint.resource import Stack
from ecslint.source import Span

Key = tuple[str, Span, str, Suppression | None]


def same_stack(stacks: list[Stack]) -> list[list[Stack]]:
    """The stacks, those together that are one stack in several environments."""

    groups: dict[object, list[Stack]] = {}
    for stack in stacks:
        identity = (stack.name, stack.language) if stack.environment else id(stack)
        groups.setdefault(identity, []).append(stack)
    return list(groups.values())


def of_instances(findings: list[Finding]) -> list[Finding]:
    """One finding for all instances (count, for_each) that have it; `also` names the others."""
    first: dict[Key, Finding] = {}
    for finding in findings:
        kept = first.setdefault(_key(finding), finding)
        if kept.when and not finding.when:
            kept.when, kept.severity = (), finding.severity
        agree(kept, finding)
        _name_also(kept, finding)
    return list(first.values())


def of_environments(found: Mapping[str, list[Finding]]) -> list[Finding]:
    """One finding for all environments of a stack that have it; it says in which unless all are alike."""
    holding: dict[Key, dict[str, Finding]] = {}
    for environment, findings in found.items():
        for finding in findings:
            holding.setdefault(_key(finding), {})[environment] = finding
    return [_of_environments(own, len(found)) for own in holding.values()]


def _of_environments(holding: dict[str, Finding], environments: int) -> Finding:
    kept, *others = holding.values()
    if len(holding) < environments or any(finding.when != kept.when for finding in others):
        kept.when = tuple(
            words for environment, finding in holding.items() for words in _words(environment, finding.when)
        )
    kept.severity = min((finding.severity for finding in holding.values()), key=SEVERITIES.index)
    for finding in others:
        agree(kept, finding)
        _name_also(kept, finding)
    return kept


def _words(environment: str, when: tuple[str, ...]) -> Iterator[str]:
    name = f"environment {environment}"
    yield from (f"{name} and {condition}" for condition in when) if when else (name,)


def _key(finding: Finding) -> Key:
    message = re.sub(r"\[[^\]]*\]", "", finding.message)
    return finding.code, finding.at.span, message, finding.suppression


def _name_also(kept: Finding, finding: Finding) -> None:
    named = {kept.at.resource, *kept.also}
    more = dict.fromkeys((finding.at.resource, *finding.also))
    kept.also = (*kept.also, *(address for address in more if address not in named))
    kept.stacks = tuple(dict.fromkeys((*kept.stacks, *finding.stacks)))
