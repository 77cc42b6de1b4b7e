"""What the report of a shard has, so that it can be merged with the others wherever they are brought."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ecslint import facts
from ecslint.commands import baselines, narrowing
from ecslint.commands.configuration import COMMAND_LINE, layers, of_directory
from ecslint.commands.options import RUN
from ecslint.commands.reports import category, page_of, paths
from ecslint.engine.baseline.places import shared_directory, shared_path
from ecslint.engine.finding import ADVICE
from ecslint.partial.writing import Writer
from ecslint.report.links import OURS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ecslint.commands.changes import Changes
    from ecslint.commands.check import Run
    from ecslint.commands.check_options import Options
    from ecslint.engine.baseline.known import Known
    from ecslint.engine.part import Order, Part
    from ecslint.engine.rule import Rule
    from ecslint.looking import Seen
    from ecslint.stack import Discovery

OF_ONE_RUN = frozenset(
    "jobs shard no_cache cache_dir format output color fail_on exit_zero show_suppressed"
    " show_undetermined statistics no_ci watch stdin_name require_inputs".split()
)
"""Options that say how one run is done and reported, and not what is found."""


class Shard:
    """One of the parts of a run, and in `report` what it tells of what it has found."""

    def __init__(
        self, options: Options, part: tuple[int, int], baseline: Known | None, changes: Changes | None
    ) -> None:
        self._options = options
        self._part = part
        self._baseline = baseline
        self._changes = changes
        self._units: list[int] = []
        self.report: dict[str, Any] = {}

    def orders(self, discovery: Discovery, seen: Seen) -> dict[int, Order]:
        """Where each stack stands among those of all shards: by name, and then as its unit was found."""
        from ecslint.shards import part

        numbers = {id(unit): number for number, unit in enumerate(discovery.units)}
        self._units = [numbers[id(unit)] for unit in part(discovery.units, *self._part)]
        return {id(stack): (stack.name, numbers[id(seen.units[id(stack)])]) for stack in seen.stacks}

    def tell(self, run: Run, part: Part) -> None:
        """Tell what was found, before it is joined to a report."""
        judged = [narrowing.touching(run.discovery)]
        if self._changes is not None:
            judged.append(narrowing.on_changed_lines(self._changes))
        wants = run.discovery.wants
        kept = [
            each._replace(abstained=[some for some in each.abstained if wants(some.span.source.path)])
            for each in part.deployed
        ]
        writer = Writer(*judged)
        record = writer.part(part._replace(deployed=kept))
        baseline = None if self._baseline is None else self._known(self._baseline, run, part, writer)
        stacks, files = {each.name for each in kept}, {path for each in kept for path in each.paths}
        mentioned = dict.fromkeys([*writer.paths(), *sorted(files)])
        number, count = self._part
        self.report = {
            "number": number,
            "count": count,
            "units": self._units,
            "of": [len(run.discovery.units), _digest(unit.name for unit in run.discovery.units)],
            "options": self._said(),
            "order": self._options.order,
            "configured": self._configured(),
            "category": category(self._options.paths)(),
            "is_narrowed": self._changes is not None,
            "rules": [_rule(rule) for rule in run.selection.rules()],
            **record,
            "baseline": baseline,
            **writer.mentioned(),
            "paths": _other(mentioned, paths().real),
            "shared": _other(mentioned, shared_path),
            "directories": _other(sorted(stacks), shared_directory),
        }

    def _known(self, baseline: Known, run: Run, part: Part, writer: Writer) -> dict[str, Any]:
        """The entries of the baseline about files of this part, and how many there are of each rule."""
        directory = baselines.standing(self._options.paths)
        files = {shared_path(path) for each in part.deployed for path in each.paths}
        found = {each.fingerprint for deployed in part.deployed for each in deployed.findings}
        found |= {remark.finding.fingerprint for remark in part.remarks}
        counts: dict[str, list[int]] = {}
        entries = []
        for fingerprint, entry in baseline.entries.items():
            is_sure = baselines.saw_all(run.discovery, directory, entry)
            if is_sure:
                counts.setdefault(entry.code, [0, 0])[entry.severity == ADVICE] += entry.times
            if fingerprint in found or entry.path in files:
                entries.append([entry, writer.span(baseline.spans[fingerprint]), is_sure])
        return {"counts": counts, "entries": entries}

    def _said(self) -> dict[str, Any]:
        """What was said, on the command line or by the environment, that decides about what is found."""
        options = self._options
        settled = {
            option.name: options.settled[option.name]
            for option in options.declared()
            if option.configured != RUN and option.name in options.settled
        }
        return {name: value for name, value in (settled | options.said).items() if name not in OF_ONE_RUN}

    def _configured(self) -> dict[str, Any]:
        """What counts, for the whole too, of how things are reported: all but what is said of this run."""
        options = self._options
        configuration = of_directory(options, os.curdir)
        return {
            option.name: next(
                each.value for each in layers(options, option, configuration) if each.origin != COMMAND_LINE
            )
            for option in options.declared()
            if option.configured == RUN and option.name in OF_ONE_RUN
        }


def _rule(rule: Rule) -> list[Any]:
    """A rule that was run; of one that ecslint does not have all that there is to say."""
    told = [rule.code, rule.severity, rule.explicit]
    return (
        told if rule.code.startswith(OURS) else [*told, rule.name, rule.summary, rule.family, page_of(rule)]
    )


def _other(names: Iterable[str], known: Callable[[str], str]) -> dict[str, str]:
    """What names are known as, as far as it is something else."""
    return {name: other for name in names if (other := known(name)) != name}


def _digest(names: Iterable[str]) -> str:
    return facts.digest("\0".join(names).encode("utf-8", "surrogatepass"))
