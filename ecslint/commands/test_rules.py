"""`ecslint test-rules`: rules of one's own, tested by their pages as ecslint's own are."""

from __future__ import annotations

import os

from ecslint.commands import CLEAN, FINDINGS, options, refused
from ecslint.commands.output import write
from ecslint.refusal import Refusal
from ecslint.report.characters import leading
from ecslint.report.notes import count


class Options(options.Options):
    """What `ecslint test-rules` can be told."""

    __slots__ = ()

    directory: str = options.argument("DIR", "A directory of rules, as --rules takes it.")


def run(given: Options) -> int:
    """Test rules of your own by the examples of their pages.

    Bad gives exactly the marked findings, Good and Unknown none; erasing a value that a finding rests
    on removes it, and values that become unknown never add one.
    """
    from ecslint.engine.own_rules import with_own
    from ecslint.engine.registry import load_rules
    from ecslint.harness.run import run as test

    ours = load_rules()
    try:
        rules = with_own(ours, [given.directory])
    except Refusal as refusal:
        raise refused(refusal) from refusal
    known = {rule.code for rule in ours}
    complaints, tested = test([rule for rule in rules if rule.code not in known], rules)
    for rule, line, message in complaints:
        page = os.path.relpath(rule.page).replace(os.sep, "/")
        write(leading(f"{page}:{line}: {rule.code} {message}") + "\n")
    verdict = count(len(complaints), "complaint") if complaints else "all hold"
    write(f"{count(tested.rules, 'rule')}, {count(tested.examples, 'example')}: {verdict}\n")
    return FINDINGS if complaints else CLEAN
