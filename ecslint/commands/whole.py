"""The whole of what the reports of shards tell, as one run would have found it."""

from __future__ import annotations

from typing import Any

from ecslint.commands import baselines, narrowing
from ecslint.engine.baseline import known
from ecslint.engine.baseline.record import Entry, Named, entries
from ecslint.engine.finding import Finding
from ecslint.engine.part import Part, joined
from ecslint.engine.registry import load_rules
from ecslint.engine.rule import Rule
from ecslint.partial.reading import Reader, Told
from ecslint.source import Span

_WANTED, _CHANGED = 0, 1
"""What was judged of each finding."""

Shard = dict[str, Any]


class Whole:
    """All shards together; what is no report of a shard raises whatever it leads to."""

    def __init__(self, shards: list[Shard]) -> None:
        shards = sorted(shards, key=lambda shard: int(shard["number"]))
        readers = [Reader(shard) for shard in shards]
        parts = [reader.part() for reader in readers]
        self.pages: dict[str, str] = {}
        self.rules = self._rules(shards)
        self.paths = _all(shards, "paths")
        self.languages = {stack.language for part in parts for stack in part.deployed}
        self.outcome = outcome = joined(parts)
        narrowing.to_touching(outcome, lambda finding: _judged(finding, _WANTED))
        if shards[0]["baseline"] is not None:
            self._silence(shards, readers, parts)
        if shards[0]["is_narrowed"]:
            narrowing.to_changes(outcome, lambda finding: _judged(finding, _CHANGED))

    def _rules(self, shards: list[Shard]) -> list[Rule]:
        """The rules that were run anywhere; those that ecslint does not have are as they were told."""
        ours = {rule.code: rule for rule in load_rules()}
        found: dict[str, Rule] = {}
        for code, severity, explicit, *more in (rule for shard in shards for rule in shard["rules"]):
            if more and code not in found:
                name, summary, family, self.pages[code] = more
                ours[code] = Rule(code, name, severity, (), _nothing, summary, family)
            found.setdefault(code, ours[code]._replace(severity=severity, explicit=explicit))
        return [found[code] for code in sorted(found)]

    def _silence(self, shards: list[Shard], readers: list[Reader], parts: list[Part]) -> None:
        """Put the findings that the baseline has among the suppressed ones, and count those that are gone."""
        shared, directories = _all(shards, "shared"), _all(shards, "directories")

        def path(name: str) -> str:
            return shared.get(name, name)

        baseline = known.known([])
        sure = set()
        for shard, reader in zip(shards, readers, strict=True):
            for told, place, is_sure in shard["baseline"]["entries"]:
                entry = _entry(*told)
                baseline.entries[entry.fingerprint] = entry
                baseline.spans.setdefault(entry.fingerprint, _line(reader, place))
                sure |= {entry.fingerprint} if is_sure else set()
        now = entries(self.outcome.findings, Named(path, lambda name: directories.get(name, name)))
        deployed = [stack for part in parts for stack in part.deployed]
        judge = baselines.Judge(self.rules, self.outcome, deployed, path)
        counted = known.known([])
        counted.entries.update(
            (each, entry) for each, entry in baseline.entries.items() if each in sure and judge.was_run(entry)
        )
        left = known.count(known.remaining(counted, now, judge.decided))
        self.outcome.gone = self._recorded(shards[0]["baseline"]["counts"], judge) - left
        known.silence(self.outcome, baseline, now)

    def _recorded(self, counts: dict[str, list[int]], judge: baselines.Judge) -> int:
        """How many findings the baseline has of which this run could tell that they are gone."""
        return sum(
            int(times)
            for code, told in counts.items()
            for severity, times in zip(("error", "advice"), told, strict=True)
            if judge.was_run(Entry(code, severity, "", (), (), "", 1, ""))
        )


def _judged(finding: Finding, what: int) -> bool:
    assert isinstance(finding, Told)
    return finding.judged[what]


def _all(shards: list[Shard], key: str) -> dict[str, str]:
    return {name: str(known) for shard in shards for name, known in shard[key].items()}


def _entry(*told: Any) -> Entry:
    held: Any = [tuple(each) if isinstance(each, list) else each for each in told]
    return Entry(*held)


def _line(reader: Reader, place: list[int]) -> Span:
    number, start, end = place
    return reader.span(number, start, end)


def _nothing(subject: Any) -> Any:
    return iter(())
