"""Which fixes stay, now that more is known than the rule that gave them could know.

What is edited may be read elsewhere too: by other instances of a resource, in other worlds, environments
and stacks. A fix stays where the finding is found, and mended by it, in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from ecslint.engine.finding import Finding
from ecslint.fix import Edit


def in_all_instances(found: Iterable[Finding]) -> None:
    """Drop the fixes of the findings of a rule that not all instances of what they edit want."""
    fixed = [finding for finding in found if finding.fix is not None]
    wanted: dict[tuple[Edit, ...], set[str]] = {}
    for finding in fixed:
        assert finding.fix is not None
        wanted.setdefault(finding.fix.edits, set()).add(finding.fix.address)
    for finding in fixed:
        assert finding.fix is not None
        if not wanted[finding.fix.edits].issuperset(finding.fix.instances):
            finding.fix = None


def agree(kept: Finding, other: Finding) -> None:
    """Drop the fix of a finding unless another occurrence of it has the same."""
    if kept.fix is not None and (other.fix is None or other.fix.edits != kept.fix.edits):
        kept.fix = None


def in_all_stacks(found: Iterable[Finding], stacks: Iterable[tuple[str, Iterable[str]]]) -> None:
    """Drop the fixes that hold only in some circumstances, or edit what a stack reads without the finding.

    Of each stack the name and the paths of what it reads.
    """
    fixed = [finding for finding in found if finding.fix is not None]
    if not fixed:
        return
    readers: dict[str, set[str]] = {}
    for name, paths in stacks:
        for path in paths:
            readers.setdefault(path, set()).add(name)
    for finding in fixed:
        assert finding.fix is not None
        edited = {edit.span.source.path for edit in finding.fix.edits}
        if finding.when or not all(readers.get(path, set()) <= set(finding.stacks) for path in edited):
            finding.fix = None
