"""`ecslint rules`: the list of all rules."""

from __future__ import annotations

from ecslint.commands import CLEAN, LIST_FORMATS, options
from ecslint.commands.catalogue import CatalogueOptions, catalogue
from ecslint.commands.output import write


class Options(CatalogueOptions):
    """What `ecslint rules` can be told."""

    __slots__ = ()

    format: str = options.choice(LIST_FORMATS, "How to list them.")


def run(given: Options) -> int:
    """List all rules: code, severity, name, summary."""
    every = catalogue(given)
    if given.format == "json":
        import json

        from ecslint.report import links

        listed = [
            {
                "code": rule.code,
                "name": rule.name,
                "severity": rule.severity,
                "summary": rule.summary,
                "url": links.page(rule.code, rule.family) or None,
            }
            for rule in every
        ]
        write(json.dumps(listed, indent=2) + "\n")
        return CLEAN
    width = max((len(rule.name) for rule in every), default=0)
    write("".join(f"{rule.code}  {rule.severity:7}  {rule.name:{width}}  {rule.summary}\n" for rule in every))
    return CLEAN
