"""The reports of a run: each format with what it needs to know, imported when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from ecslint.commands.output import wants_color, width, write

if TYPE_CHECKING:
    from ecslint.commands.check_options import ReportOptions
    from ecslint.commands.files import Output
    from ecslint.engine.finding import Outcome
    from ecslint.engine.rule import Rule
    from ecslint.report.paths import Paths
    from ecslint.report.sarif_rules import RulePage

FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown")
FOR_PEOPLE = ("text", "concise")
"""What may say nothing where there is nothing to look at; a program always gets its document."""

ALWAYS_SUPPRESSED = ("json", "sarif", "junit")
"""What has a place for findings that somebody asked not to hear."""

_WORKPLACES = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Where a pipeline says the repository is, even when it was brought there without git."""
_FILE_WIDTH = 120


def publish(reports: Reports, outputs: Sequence[Output], found: bool) -> None:
    """Report on standard output, in files, and to the pipeline in which ecslint is run.

    `found` says whether there was anything to look at.
    """
    options = reports.options
    if found or options.format not in FOR_PEOPLE:
        write(reports.statistics() if options.statistics else reports.render(options.format))
    if outputs:
        from ecslint.commands.files import write_whole

        for format, path in outputs:
            write_whole(path, reports.render(format, to_file=True))
    if found and not options.no_ci and os.environ.get("GITHUB_ACTIONS") == "true":
        from ecslint.commands.actions import announce

        announce(reports, annotated=options.format == "github")


class Reports:
    """What a run found, in any format.

    `category` gives what was checked. `known` are the paths by which platforms know files, and `pages`
    those of rules, as far as they cannot be found out here.
    """

    def __init__(
        self,
        outcome: Outcome,
        rules: Sequence[Rule],
        options: ReportOptions,
        category: Callable[[], str],
        known: Mapping[str, str] | None = None,
        pages: Mapping[str, str] | None = None,
    ) -> None:
        self.outcome = outcome
        self.rules = rules
        self.options = options
        self._category = category
        self._known = known
        self._pages = {} if pages is None else pages

    def render(self, format: str, to_file: bool = False) -> str:
        """The report in one of the formats, as it stands on standard output or in a file."""
        outcome, shown = self.outcome, self.options.show_suppressed
        match format:
            case "text":
                from ecslint.report import text

                color = self.options.color
                painted = color == "always" if to_file else wants_color(color)
                columns = _FILE_WIDTH if to_file else width()
                return text.render(outcome, painted, columns, shown, self.options.show_undetermined)
            case "concise":
                from ecslint.report import concise

                return concise.render(outcome, shown, self.options.show_undetermined)
            case "json":
                from ecslint.report import json

                return json.render(outcome, self.families)
            case "sarif":
                from ecslint.report import sarif

                return sarif.render(outcome, self.paths, self.pages(), self._category())
            case "github":
                from ecslint.report import github

                return github.render(outcome, self.paths)
            case "gitlab":
                from ecslint.report import gitlab

                return gitlab.render(outcome, self.paths)
            case "junit":
                from ecslint.report import junit

                return junit.render(outcome, self.paths)
        return self.table()

    def statistics(self) -> str:
        """How often each rule has found something, in place of the findings."""
        from ecslint.report import statistics

        if self.options.format == "json":
            return statistics.to_json(self.outcome)
        return statistics.to_text(self.outcome, wants_color(self.options.color))

    def table(self, most: int | None = None) -> str:
        """The report in Markdown, in no more than so many bytes or those of a comment."""
        from ecslint.report import markdown_table

        most = markdown_table.COMMENT if most is None else most
        return markdown_table.render(self.outcome, self.paths, self.families, most)

    @cached_property
    def families(self) -> dict[str, str]:
        """In which family each code is."""
        return {rule.code: rule.family for rule in self.rules}

    @cached_property
    def paths(self) -> Paths:
        """The paths as seen from the top of the repository."""
        return paths(self._known)

    def pages(self) -> list[RulePage]:
        """The rules that ran, with what their pages say."""
        from ecslint.report.sarif_rules import RulePage

        return [
            RulePage(
                rule.code,
                rule.name,
                rule.severity,
                rule.summary,
                rule.family,
                self._pages[rule.code] if rule.code in self._pages else page_of(rule),
            )
            for rule in self.rules
        ]


def paths(known: Mapping[str, str] | None = None) -> Paths:
    """The paths as seen from the top of the repository, all of them or those that are not known."""
    from ecslint.report.paths import Paths

    return Paths(_top(os.getcwd()), known)


def category(given: Sequence[str]) -> Callable[[], str]:
    """What is checked, seen from the top of the repository; empty for all of it."""

    def found() -> str:
        category = paths().of(os.path.commonpath([os.path.realpath(path) for path in given or ["."]]))
        return "" if os.path.isabs(category) else category

    return found


def page_of(rule: Rule) -> str:
    """What the page of a rule says."""
    return _read(rule.page)


def _read(page: str) -> str:
    if not os.path.exists(page):
        return ""
    with open(page, encoding="utf-8") as stream:
        return stream.read()


def _top(here: str) -> str:
    """The top of the repository that a directory lies in, or else the directory itself."""
    from ecslint.engine.baseline.places import top

    found = top(here)
    if os.path.exists(os.path.join(found, ".git")):
        return found
    for workplace in (os.environ.get(name, "") for name in _WORKPLACES):
        if workplace and os.path.join(here, "").startswith(os.path.join(os.path.realpath(workplace), "")):
            return workplace
    return found
