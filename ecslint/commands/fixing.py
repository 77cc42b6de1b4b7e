"""`ecslint check --fix` and `--diff`: the fixes of what is found, made or shown."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from ecslint import files
from ecslint.commands import CLEAN, FINDINGS, baselines
from ecslint.commands.check import analyse, blame
from ecslint.commands.check_options import Options
from ecslint.commands.output import write
from ecslint.commands.rewriting import rewrite
from ecslint.engine.finding import Outcome
from ecslint.engine.mending import Mending
from ecslint.engine.suppression.edits import Edit
from ecslint.fix import SAFE, UNSAFE
from ecslint.report.characters import visible
from ecslint.report.notes import count
from ecslint.source import Source

_MOST_PASSES = 10
"""How often what is found of mended files is mended again: fixes can make room for others."""


def fix(options: Options, check: Callable[[Options], int]) -> int:
    """Mend what can be mended and check what is left, or show what would be changed; the exit status."""
    made = _Made(options)
    if made.outcome.faults:
        return blame(made.outcome)
    if options.diff:
        write("".join(made.diff()))
        return FINDINGS if made.texts else CLEAN
    for path, text in sorted(made.texts.items()):
        source = made.sources[path]
        rewrite(source, [Edit(0, len(source.text), text)])
    for line in made.said:
        print(visible(line), file=sys.stderr)
    if made.said:
        print(f"ecslint: {count(len(made.said), 'finding')} mended", file=sys.stderr)
    return check(options)


class _Made:
    """What becomes of the files: `sources` as they are, `texts` as they will be, and what is `said` of it.

    Nothing is written meanwhile. Each pass looks at the files as the ones before have left them.
    """

    def __init__(self, options: Options) -> None:
        self.levels = (SAFE, UNSAFE) if options.unsafe_fixes else (SAFE,)
        self.sources: dict[str, Source] = {}
        self.texts: dict[str, str] = {}
        self.said: list[str] = []
        with ExitStack() as given:
            for _ in range(_MOST_PASSES):
                self.outcome = _outcome(options)
                mending = Mending(self.outcome.findings, self.levels)
                if self.outcome.faults or not mending.mended:
                    break
                self._take(mending)
                for path in mending.edits:
                    given.enter_context(files.instead(path, self.texts[path].encode()))
        self.texts = {path: text for path, text in self.texts.items() if text != self.sources[path].text}

    def diff(self) -> Iterator[str]:
        """What changes, as programs that patch files take it."""
        for path, text in sorted(self.texts.items()):
            before = self.sources[path].text.splitlines(keepends=True)
            lines = difflib.unified_diff(before, text.splitlines(keepends=True), f"a/{path}", f"b/{path}")
            for line in lines:
                yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"

    def _take(self, mending: Mending) -> None:
        for path, source in mending.sources.items():
            self.sources.setdefault(path, source)
        self.texts.update(mending.texts())
        for finding in mending.mended:
            assert finding.fix is not None
            span = finding.at.span
            self.said.append(f"{span.source.path}:{span.line}: {finding.code} {finding.fix.title}")


def _outcome(options: Options) -> Outcome:
    """What is found, but for what is suppressed or in the baseline."""
    analysis = analyse(options, not options.no_suppressions)
    baseline = None if options.no_suppressions or options.no_baseline else baselines.find(options)
    if baseline is not None:
        baselines.silence(analysis, baseline, options.paths)
    return analysis.outcome
