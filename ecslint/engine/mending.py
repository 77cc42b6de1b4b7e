"""Making fixes: which of them go together, and what becomes of the files."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ecslint.engine.finding import Finding
from ecslint.fix import Edit
from ecslint.source import Source


class Mending:
    """The fixes of findings that can be made at once: of those that overlap, the first.

    `mended` are the findings whose fix is made, `edits` what is edited of each file.
    """

    def __init__(self, findings: Iterable[Finding], levels: Collection[str]) -> None:
        self.mended: list[Finding] = []
        self.sources: dict[str, Source] = {}
        self.edits: dict[str, list[Edit]] = {}
        for finding in findings:
            if finding.fix is not None and finding.fix.safety in levels and self._take(finding.fix.edits):
                self.mended.append(finding)

    def texts(self) -> dict[str, str]:
        """The new texts of the files, by their paths."""
        return {path: edited(self.sources[path].text, edits) for path, edits in self.edits.items()}

    def _take(self, edits: tuple[Edit, ...]) -> bool:
        """Whether edits can be made with those that are taken; the same ones again are made once."""
        added = [edit for edit in edits if edit not in self.edits.get(edit.span.source.path, ())]
        for edit in added:
            taken = self.edits.get(edit.span.source.path, ())
            if any(_touch(edit, other) for other in taken):
                return False
        for edit in added:
            source = edit.span.source
            self.sources[source.path] = source
            self.edits.setdefault(source.path, []).append(edit)
        return True


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits made; they must not overlap."""
    pieces, at = [], 0
    for span, replacement in sorted(edits, key=lambda edit: edit.span.start):
        pieces += [text[at : span.start], replacement]
        at = span.end
    return "".join([*pieces, text[at:]])


def _touch(edit: Edit, other: Edit) -> bool:
    return edit.span.start <= other.span.end and other.span.start <= edit.span.end
