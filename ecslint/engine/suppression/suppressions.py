"""Suppressions: all that a run comes upon, and what they silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ecslint.engine.finding import Finding
from ecslint.resource import Stack
from ecslint.source import Source, Span

if TYPE_CHECKING:
    from ecslint.engine.rule import Rule
    from ecslint.engine.suppression.claim import Claim, Key
    from ecslint.engine.suppression.ignore import Ignore
    from ecslint.engine.suppression.judgement import Useless

SIGNS = ("ecslint", "ignore_checks")


class Policy(NamedTuple):
    """What a run needs to know about suppressions besides those that stand in its files.

    `catalogue` are all rules that there are, also those that are not run: ecslint's own when it is
    None. `entries` gives those of the configuration file that counts for a stack. `today` is asked
    where something ends on a day. `saw_all` says whether all stacks that a file, or what lies in a
    directory, belongs to take part in the run. `is_part` when others look at the rest of them: what is
    of no use then is so only if they say so too.
    """

    catalogue: list[Rule] | None = None
    entries: Callable[[Stack], Iterable[Ignore]] = lambda stack: ()
    today: Callable[[], str] = lambda: ""
    saw_all: Callable[[str], bool] = lambda path: True
    is_part: bool = False


class Touched(NamedTuple):
    """All that takes part in a finding: places, steps of values, module calls; addresses; the stack."""

    spans: list[Span]
    addresses: list[str]
    within: Stack | None


class Suppressions:
    """The suppressions of a run: a subject of rules, which are asked when all others have been."""

    def __init__(self, policy: Policy, stacks: list[Stack]) -> None:
        self.policy = policy
        self.stacks = stacks
        self.abstained: set[tuple[int, str]] = set()
        """The rules that could not decide something, each with the id of the stack."""
        self.ran: dict[int, frozenset[str]] = {}
        """The codes of the rules that have been run on each stack, by its id."""
        self.claims: dict[Key, Claim] = {}
        """What a part of a run can say about the words of suppressions."""
        self._in_files: dict[str, list[Ignore]] = {}
        self._entries: dict[int, list[Ignore]] = {}
        self._calls: dict[int, dict[str, list[Span]]] = {}
        self._useless: list[Useless] | None = None

    def silence(self, findings: list[Finding], stack: Stack | None) -> None:
        """Mark the findings that a suppression silences."""
        for finding in findings:
            touched = self._touched(finding, stack)
            for ignore in self._near(touched):
                if not self.counts(ignore) or not ignore.scope.covers(touched):
                    continue
                for word in ignore.words:
                    if finding.code in word.codes:
                        word.used = True
                        finding.suppression = finding.suppression or ignore.suppression

    def unexplained(self) -> Iterator[Span]:
        """Where suppressions stand that count and say no reason."""
        for ignore in self.all():
            if not ignore.suppression.reason and not ignore.foreign and self.counts(ignore):
                yield ignore.suppression.span

    def useless(self) -> list[Useless]:
        """What is not needed, or cannot count, of what there is."""
        if self._useless is None:
            self._useless = []
            everything = self.all()
            if everything:
                from ecslint.engine.suppression.judgement import useless

                self._useless += useless(self, everything)
        return self._useless

    def counts(self, ignore: Ignore) -> bool:
        return not ignore.fault and not self.is_over(ignore)

    def is_over(self, ignore: Ignore) -> bool:
        """Whether the last day of a suppression has passed."""
        until = ignore.suppression.until
        return bool(until) and until < self.policy.today()

    def all(self) -> list[Ignore]:
        """All suppressions in the files of the stacks, and for them in configuration files."""
        for stack in self.stacks:
            for source in stack.sources:
                self._of(source)
            self._entries_for(stack)
        entries = {id(entry): entry for found in self._entries.values() for entry in found}
        return [*(ignore for found in self._in_files.values() for ignore in found), *entries.values()]

    def concerned(self, ignore: Ignore) -> tuple[int, list[Stack]]:
        """The stacks in which a suppression may find something to silence, and how near they are to it.

        Those whose configuration has it count before others, and among them those with a file that it is
        about.
        """
        own = [stack for stack in self.stacks if ignore in self._entries_for(stack)]
        level, near = (2, own) if own else (0, self.stacks)
        having = [
            stack for stack in near if any(ignore.scope.concerns(source.path) for source in stack.sources)
        ]
        return (level + 1, having) if having else (level, near)

    def around(self, span: Span) -> list[Stack]:
        """The stacks that a file takes part in or is the configuration of, if it is any; else all."""
        path = span.source.path

        def concerns(stack: Stack) -> bool:
            entries = (entry.suppression.span for entry in self._entries_for(stack))
            return any(source.path == path for source in stack.sources) or span in entries

        return list(filter(concerns, self.stacks)) or self.stacks

    def _touched(self, finding: Finding, stack: Stack | None) -> Touched:
        places = (finding.at, *finding.because)
        addresses = [place.resource for place in places if place.resource]
        spans = [span for place in places for span in (place.span, *(step.span for step in place.via))]
        if stack is not None:
            calls = self._calls_in(stack)
            spans += [span for address in addresses for span in calls.get(address, ())]
        return Touched(spans, addresses, stack)

    def _calls_in(self, stack: Stack) -> dict[str, list[Span]]:
        """Where the calls stand that lead to each resource of a stack, by its address."""
        found = self._calls.get(id(stack))
        if found is None:
            found = self._calls[id(stack)] = {}
            for resource in stack.resources:
                if resource.calls:
                    found.setdefault(resource.address, [step.span.shown for step in resource.calls])
        return found

    def _near(self, touched: Touched) -> Iterator[Ignore]:
        for source in {span.source.path: span.source for span in touched.spans}.values():
            yield from self._of(source)
        if touched.within is not None:
            yield from self._entries_for(touched.within)
        else:
            for stack in self.stacks:
                yield from self._entries_for(stack)

    def _of(self, source: Source) -> list[Ignore]:
        """The suppressions in a file, which is looked at only when it has one of the words for them."""
        found = self._in_files.get(source.name)
        if found is None:
            found = []
            if source.quoted is None and any(sign in source.text for sign in SIGNS):
                from ecslint.engine.suppression.comments import in_comments
                from ecslint.engine.suppression.metadata import in_metadata

                found = self._understood([*in_comments(source), *in_metadata(source)])
            self._in_files[source.name] = found
        return found

    def _entries_for(self, stack: Stack) -> list[Ignore]:
        found = self._entries.get(id(stack))
        if found is None:
            found = self._entries[id(stack)] = self._understood(self.policy.entries(stack))
        return found

    def _understood(self, ignores: Iterable[Ignore]) -> list[Ignore]:
        """The same suppressions, it being known which rules their words mean, and whether the day is one."""
        found = list(ignores)
        if found:
            from ecslint.engine.registry import load_rules
            from ecslint.engine.suppression.meaning import understand

            if self.policy.catalogue is None:
                self.policy = self.policy._replace(catalogue=load_rules())
            for ignore in found:
                understand(ignore, self.policy.catalogue or [])
        return found
