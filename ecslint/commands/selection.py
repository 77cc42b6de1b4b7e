"""Selection: which rules are run on each stack, and how severe they are there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ecslint.commands import UsageError, unknown_rule
from ecslint.commands.configuration import COMMAND_LINE, STRICT_SEVERITY, layers, of_directory, profile_of
from ecslint.engine import registry
from ecslint.engine.choice import Choice
from ecslint.engine.finding import ADVICE

if TYPE_CHECKING:
    from ecslint.commands.options import Option, Options
    from ecslint.config import Configuration
    from ecslint.engine.finding import Finding
    from ecslint.engine.rule import Rule

OFF = "off"


class Selection:
    """The rules that the command line, the environment and the configuration of a stack choose.

    `with_advice` where somebody else leaves out advice that nobody asks for.
    """

    def __init__(self, options: Options, catalogue: list[Rule], with_advice: bool = False) -> None:
        self.catalogue = catalogue
        self._with_advice = with_advice
        self._options = options
        self._declared = {option.name: option for option in options.declared()}
        self._choices: dict[int, tuple[Choice, Configuration | None]] = {}

    def of(self, configuration: Configuration | None) -> Choice:
        """What is run where a configuration file counts. Raises UsageError for a rule that is none."""
        key = id(configuration)
        if key not in self._choices:
            self._choices[key] = self._choose(configuration), configuration
        return self._choices[key][0]

    def of_run(self) -> Choice:
        """What is run where the file counts that is nearest to the working directory."""
        choice = self.of(of_directory(self._options, os.curdir))
        if not choice.rules and {"select", "ignore", "extend_ignore"} & self._options.said.keys():
            raise UsageError("no rule is left to run", "what is selected is ignored too")
        return choice

    def rules(self) -> list[Rule]:
        """All rules that have been chosen anywhere."""
        choices = [choice for choice, _ in self._choices.values()]
        rules = {rule.code: rule for choice in reversed(choices) for rule in choice.rules}
        return sorted(rules.values(), key=lambda rule: rule.code)

    def _choose(self, configuration: Configuration | None) -> Choice:
        severities = self._severities(configuration)
        chosen = self._codes("select", configuration)
        added = self._codes("extend_select", configuration)
        dropped = self._codes("ignore", configuration) | self._codes("extend_ignore", configuration)
        rules = [rule._replace(severity=severities.get(rule.code, rule.severity)) for rule in self.catalogue]
        usual = {
            rule.code
            for rule in rules
            if rule.severity != ADVICE or rule.code in severities or self._with_advice
        }
        wanted = (chosen or usual) | added
        asked_for = chosen | added | {code for code, severity in severities.items() if severity == ADVICE}
        return Choice(
            [
                rule._replace(explicit=self._with_advice or rule.code in asked_for)
                for rule in rules
                if rule.code in wanted and rule.code not in dropped and rule.severity != OFF
            ],
            *self._left_out(configuration),
        )

    def _codes(self, name: str, configuration: Configuration | None) -> set[str]:
        """The codes of the rules that an option names."""
        option: Option = self._declared[name]
        found: set[str] = set()
        for number, (value, origin) in enumerate(layers(self._options, option, configuration)):
            where = "" if origin == COMMAND_LINE else f"{origin}: {option.key}: "
            words = (word.strip() for item in value for word in item.split(","))
            codes = self._matching(filter(None, words), where)
            if option.adding or number == 0:
                found |= codes
        return found

    def _severities(self, configuration: Configuration | None) -> dict[str, str]:
        """The severities that rules have by code, what is said of fewer rules over what is said of more."""
        found: dict[str, str] = {}
        if profile_of(self._options, configuration) == "strict":
            found |= STRICT_SEVERITY
        said = {} if configuration is None else configuration.severity
        groups = [
            (self._matching([word], f"{severity.place}: severity: "), severity.value)
            for word, severity in said.items()
        ]
        for codes, severity in sorted(groups, key=lambda group: -len(group[0])):
            found |= dict.fromkeys(codes, severity)
        return found

    def _left_out(self, configuration: Configuration | None) -> list[Callable[[Finding], bool]]:
        """Whether per-path-ignores leave a finding out."""
        if configuration is None or not configuration.path_rules:
            return []
        from ecslint.engine.suppression.entries import Files

        ignores = [
            (
                Files(each.said.directory, each.pattern, ""),
                self._matching(each.said.value, f"{each.said.place}: per-path-ignores: "),
            )
            for each in configuration.path_rules
        ]

        def leaves_out(finding: Finding) -> bool:
            path = finding.at.span.source.path
            return any(finding.code in codes and files.concerns(path) for files, codes in ignores)

        return [leaves_out]

    def _matching(self, words: Iterable[str], where: str) -> set[str]:
        """The codes of the rules that words mean, which stand in some place."""
        found: set[str] = set()
        for word in words:
            try:
                found |= {rule.code for rule in registry.matching(self.catalogue, word)}
            except registry.UnknownCode as unknown:
                refusal = unknown_rule(unknown.text, unknown.suggestion)
                raise UsageError(f"{where}{refusal}", refusal.help) from unknown
        return found
