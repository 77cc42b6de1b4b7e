"""`ecslint merge`: join the reports of shards to that of the whole."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ecslint import __version__
from ecslint.commands import UsageError, check, contradictions
from ecslint.commands.configuration import settle
from ecslint.commands.options import RUN, arguments, choice, flag, words
from ecslint.commands.options import Options as AllOptions
from ecslint.commands.output import COLORS
from ecslint.commands.reports import FORMATS
from ecslint.commands.speed import Looking
from ecslint.shards import Joined


class Options(AllOptions):
    """What `ecslint merge` can be told."""

    __slots__ = ()

    reports: tuple[str, ...] = arguments(
        "REPORTS...", "What ecslint check --shard K/N wrote for each K, as json or sarif.", required=True
    )
    format: str = choice(FORMATS, "How to report.", configured=RUN)
    output: tuple[str, ...] = words(
        "FORMAT=FILE", "Write a report to a file too, in any of the formats. Repeatable."
    )
    fail_on: str = choice(check.FAIL_ON, "The least severity that makes the exit status 1.", configured=RUN)
    exit_zero: bool = flag("Exit with 0 whatever is found.")
    color: str = choice(COLORS, "Whether to colour; auto: on a terminal.", configured=RUN)


def run(options: Options) -> int:
    """Join the reports of all shards: what comes out is what one run would have reported.

    In a checkout of what was checked: places are shown from its files.
    """
    shards = [_shard(path) for path in options.reports]
    _refuse_incomplete(shards, options.reports)
    told = shards[0]["options"]
    said = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    own = {name: value for name, value in options.said.items() if name != "reports"}
    order = [(name, value) for name, value in shards[0]["order"]]
    whole = check.Options({**said, **own}, order)
    settle(whole)
    outputs = check.outputs_of(whole)
    contradictions.refuse(whole, [output.format for output in outputs])
    return check.conclude(whole, Looking(whole, Joined(shards)), outputs)


def _shard(path: str) -> dict[str, Any]:
    """What the report of a shard has for merging. Raises UsageError."""
    try:
        with open(path, encoding="utf-8") as stream:
            report = json.load(stream)
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not JSON"
        raise UsageError(f"{path} cannot be read: {reason}") from error
    shard, version = _of_sarif(report) if _is_sarif(report) else _of_json(report)
    if not isinstance(shard, dict) or not _is_shard(shard):
        help = "write ecslint check --shard K/N --output json=FILE for each K, and merge the files"
        raise UsageError(f"{path} is not the report of a shard", help)
    if version != __version__:
        raise UsageError(f"{path} is of ecslint {version}, and this is {__version__}")
    return shard


def _is_sarif(report: Any) -> bool:
    return isinstance(report, dict) and "runs" in report


def _of_json(report: Any) -> tuple[Any, Any]:
    """What a JSON report has of a shard, and the version of ecslint that wrote it."""
    return _within(report, "shard"), _within(report, "tool", "version")


def _of_sarif(log: Any) -> tuple[Any, Any]:
    """The same of a SARIF log, where it is among the properties of the run."""
    runs = _within(log, "runs")
    run = runs[0] if isinstance(runs, list) and len(runs) == 1 else None
    return _within(run, "properties", "shard"), _within(run, "tool", "driver", "version")


def _within(value: Any, *names: str) -> Any:
    """What stands under some names, one within the other, or None."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _is_shard(shard: dict[str, Any]) -> bool:
    kinds = {"number": int, "count": int, "options": dict, "order": list, "units": dict}
    return all(isinstance(shard.get(key), kind) for key, kind in kinds.items())


def _refuse_incomplete(shards: list[dict[str, Any]], paths: Iterable[str]) -> None:
    """Raise UsageError unless the shards are all parts of one whole."""
    first = shards[0]
    for shard, path in zip(shards, paths, strict=True):
        for key, what in (("count", "another number of shards"), ("options", "other options")):
            if shard[key] != first[key] or shard["order"] != first["order"]:
                raise UsageError(f"{path} is of a run with {what} than the first report")
    there = {shard["number"] for shard in shards}
    missing = [str(number) for number in range(1, first["count"] + 1) if number not in there]
    if missing:
        raise UsageError(f"of {first['count']} shards there is no report of {', '.join(missing)}")
