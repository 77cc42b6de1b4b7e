"""The fingerprint of a finding: what it is known by when lines move, words change or folders do."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from ecslint.engine.baseline.outline import address
from ecslint.engine.baseline.places import shared_path

if TYPE_CHECKING:
    from ecslint.engine.finding import Finding
    from ecslint.place import Place

_instances = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]').sub


def fingerprint(finding: Finding) -> str:
    """Code, and of every place the file, where it lies in its structure, and the attribute.

    Lines, messages, the conditions under which it holds and the working directory do not matter.
    What stands in one place of a module that is called twice are two findings; instances by count and
    for_each are one.
    """
    parts = [finding.code]
    for place in (finding.at, *finding.because):
        parts += [shared_path(place.span.source.path), address(place.span), _leading(place), place.attribute]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _leading(place: Place) -> str:
    """What leads to a resource: module calls, nested stacks; not its own name, which the file has."""
    if place.resource.startswith(place.span.source.path):
        return ""
    return _instances("", place.resource).rpartition(":")[2].rpartition(".")[0]
