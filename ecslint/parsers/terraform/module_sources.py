"""Where a module comes from: registry and git addresses, and the versions that a call allows."""

from __future__ import annotations

import re
from typing import NamedTuple

Version = tuple[int, ...]

_REGISTRY = re.compile(r"(?:[\w.-]+\.[\w.-]+(?::\d+)?/)?(\w[\w-]*)/(\w[\w-]*)/(\w+)")
_REPOSITORY = re.compile(r"(?:.*[/:])?([\w-]+)/terraform-([a-z0-9]+)-([\w-]+?)(?:\.git)?")
_CONSTRAINT = re.compile(r"(=|!=|>=|<=|>|<|~>)?\s*v?(\d+(?:\.\d+){0,2})")


class Published(NamedTuple):
    """A module that is published: `path` is its registry address, with what lies below it.

    It is some version from `low` on and below `high`; None where the call sets no bound.
    """

    path: str
    low: Version | None
    high: Version | None


def published(source: str, version: str | None) -> Published | None:
    """The published module that a source names: in a registry, in git, or in a mirror of either."""
    address, _, query = source.partition("?")
    scheme = re.match(r"(?:git::)?(?:\w+://)?", address)
    start = scheme.end() if scheme else 0
    location, _, below = address[start:].partition("//")
    below = f"/{below.strip('/')}" if below else ""
    registry = None if start else _REGISTRY.fullmatch(location)
    if registry is not None:
        bounds = allowed(version or "")
        return Published("/".join(registry.groups()) + below, *bounds)
    repository = _REPOSITORY.fullmatch(location)
    if repository is None:
        return None
    owner, provider, name = repository.groups()
    reference = re.fullmatch(r"(?:.*&)?ref=(?:tags/)?v?(\d+\.\d+\.\d+)(?:&.*)?", query)
    bounds = allowed(reference[1]) if reference else (None, None)
    return Published(f"{owner}/{name}/{provider}{below}", *bounds)


def is_outdated(source: str, constraint: str | None, had_source: str, had_version: str) -> bool:
    """Whether what was downloaded is for certain not what a call asks for now."""
    wanted, had = published(source, constraint), published(had_source, had_version or None)
    if wanted is None or had is None:
        return False
    if wanted.path.lower() != had.path.lower():
        return True
    newer = wanted.low is not None and had.high is not None and wanted.low >= had.high
    older = wanted.high is not None and had.low is not None and wanted.high <= had.low
    return newer or older


def allowed(constraint: str) -> tuple[Version | None, Version | None]:
    """The lowest version that a constraint allows, and the lowest above all that it does."""
    low: Version | None = None
    high: Version | None = None
    for part in constraint.split(","):
        match = _CONSTRAINT.fullmatch(part.strip())
        if match is None:
            return None, None
        operator, written = match[1] or "=", version(match[2])
        exact = padded(written)
        if operator in ("=", ">=", ">", "~>"):
            low = max(low or exact, exact)
        upper = _upper(operator, written)
        if upper is not None:
            high = min(high or upper, upper)
    return low, high


def _upper(operator: str, written: Version) -> Version | None:
    match operator:
        case "<":
            return padded(written)
        case "=" | "<=":
            return following(padded(written))
        case "~>":
            return padded(following(written[:-1])) if len(written) > 1 else None
    return None


def version(text: str) -> Version:
    """The numbers of a version."""
    return tuple(map(int, text.split(".")))


def padded(numbers: Version) -> Version:
    """Three numbers, those that are not written being zero."""
    return (*numbers, 0, 0, 0)[:3]


def following(numbers: Version) -> Version:
    """The next version of as many numbers."""
    return (*numbers[:-1], numbers[-1] + 1)
