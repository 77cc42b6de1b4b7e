"""`ecslint merge`: join the reports of shards to that of the whole."""

from __future__ import annotations

import json
from typing import Any

from ecslint import __version__
from ecslint.commands import UsageError, contradictions
from ecslint.commands.check import concluded, outputs_of, say_nothing
from ecslint.commands.check_options import ReportOptions
from ecslint.commands.inputs import refuse_idle
from ecslint.commands.options import arguments
from ecslint.commands.reports import Reports, publish
from ecslint.commands.whole import Whole


class Options(ReportOptions):
    """What `ecslint merge` can be told."""

    __slots__ = ()

    anywhere = True

    reports: tuple[str, ...] = arguments(
        "REPORTS...", "What ecslint check --shard K/N wrote for each K, as json or sarif.", required=True
    )


def run(options: Options) -> int:
    """Join the reports of all shards: what comes out is what one run would have reported.

    It needs nothing but the reports, and can be run anywhere. How to report is as it was configured for
    the shards, unless it is said here.
    """
    shards = [_shard(path) for path in options.reports]
    _refuse_incomplete(shards, options.reports)
    told = shards[0]
    configured = {**told["configured"], **options.settled}
    options.settled.update((name, value) for name, value in configured.items() if name != "require_inputs")
    contradictions.refuse_idle({**told["options"], **options.said})
    outputs = outputs_of(options)
    contradictions.refuse_unshown(options, [output.format for output in outputs])
    try:
        whole = Whole(shards)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise UsageError("the reports are not as ecslint writes them", _HELP) from error
    if whole.languages:
        refuse_idle(told["options"], whole.languages)
    else:
        say_nothing(told["options"].get("paths") or ["."], bool(told["configured"].get("require_inputs")))
    reports = Reports(whole.outcome, whole.rules, options, lambda: told["category"], whole.paths, whole.pages)
    publish(reports, outputs, bool(whole.languages))
    return concluded(whole.outcome, options)


_HELP = "write ecslint check --shard K/N --output json=FILE for each K, and merge the files"


def _shard(path: str) -> dict[str, Any]:
    """What the report of a shard has for merging. Raises UsageError."""
    try:
        with open(path, encoding="utf-8") as stream:
            report = json.load(stream)
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not JSON"
        raise UsageError(f"{path} cannot be read: {reason}") from error
    shard, version = _of_sarif(report) if _is_sarif(report) else _of_json(report)
    if isinstance(shard, dict) and version != __version__:
        raise UsageError(f"{path} is of ecslint {version}, and this is {__version__}")
    if not isinstance(shard, dict) or not _is_shard(shard):
        raise UsageError(f"{path} is not the report of a shard", _HELP)
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


_KINDS: dict[str, type] = {
    "number": int,
    "count": int,
    "units": list,
    "of": list,
    "options": dict,
    "order": list,
    "configured": dict,
    "category": str,
}


def _is_shard(shard: dict[str, Any]) -> bool:
    return all(isinstance(shard.get(key), kind) for key, kind in _KINDS.items()) and bool(shard["of"])


_ALIKE = {
    "count": "another number of shards",
    "options": "other options",
    "order": "other options",
    "configured": "another configuration",
    "of": "other files",
}


def _refuse_incomplete(shards: list[dict[str, Any]], paths: tuple[str, ...]) -> None:
    """Raise UsageError unless the shards are all parts of one whole, each once."""
    first = shards[0]
    there: dict[int, str] = {}
    for shard, path in zip(shards, paths, strict=True):
        for key, what in _ALIKE.items():
            if shard[key] != first[key]:
                raise UsageError(f"{path} is of a run with {what} than the first report")
        number = shard["number"]
        if number in there:
            raise UsageError(f"{there[number]} and {path} are both of shard {number}")
        there[number] = path
    missing = [str(number) for number in range(1, first["count"] + 1) if number not in there]
    if missing:
        raise UsageError(f"of {first['count']} shards there is no report of {', '.join(missing)}")
    looked_at = [str(unit) for shard in shards for unit in shard["units"]]
    if len(looked_at) != first["of"][0] or set(looked_at) != set(map(str, range(len(looked_at)))):
        raise UsageError("the shards are not of the same files: what one has left out no other has looked at")
