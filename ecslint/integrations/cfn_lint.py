"""ecslint as rules for cfn-lint: `cfn-lint template.yaml --append-rules ecslint.integrations.cfn_lint`.

cfn-lint makes an instance of every rule class that it finds in this module. There is one for each code
and severity, since the severity of a finding may be less than that of its rule and cfn-lint reads it
from the id. All of them share one analysis of a template.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfnlint.rules import CloudFormationLintRule, RuleMatch
from cfnlint.template import Template

from ecslint.cfn_lint_ids import identifier
from ecslint.engine.finding import SEVERITIES
from ecslint.engine.registry import load_rules
from ecslint.engine.rule import Rule
from ecslint.integrations.template_findings import Analysis, analyse
from ecslint.report import links

_latest: tuple[Template, Analysis] | None = None
_rules = [rule._replace(explicit=True) for rule in load_rules()]
"""Advice is among them: cfn-lint leaves out what is informational unless it is asked for."""


class EcslintRule(CloudFormationLintRule):  # type: ignore[misc]
    """What a rule of ecslint reports with one severity. Without an id of its own cfn-lint passes it over."""

    code = ""

    def match(self, cfn: Template) -> Iterator[RuleMatch]:
        """The findings in a template that have this id."""
        analysis = _analysis(cfn)
        fault = analysis.fault(self.code)
        if fault is not None:
            raise fault
        for found in analysis.findings:
            if identifier(found.code, found.severity) == self.id:
                exactly = {} if found.location is None else {"location": found.location}
                yield RuleMatch(found.path, found.message, **exactly)

    def matchall_resource_properties(self, *_: Any) -> Iterator[RuleMatch]:
        """Nothing: cfn-lint asks every rule about every resource, and these have said all in `match`."""
        return iter(())


def _analysis(cfn: Template) -> Analysis:
    global _latest
    if _latest is None or _latest[0] is not cfn:
        _latest = cfn, analyse(cfn.filename, cfn.template, _rules)
    return _latest[1]


def _as_classes(rule: Rule) -> Iterator[type[EcslintRule]]:
    for severity in SEVERITIES:
        name = identifier(rule.code, severity)
        attributes = {
            "id": name,
            "code": rule.code,
            "shortdesc": rule.summary,
            "description": f"{rule.code} {rule.name} of ecslint, as {severity}",
            "source_url": links.page(rule.code, rule.family),
            "tags": ["resources", "ecs", "ecslint", rule.family],
        }
        yield type(name, (EcslintRule,), attributes)


globals().update({each.__name__: each for rule in _rules for each in _as_classes(rule)})
