"""The engine's promise: plain values for rules, every world looked at, and never a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ecslint.condition import BOOLEAN, And, Atom, Condition, Not, Or, Scalar
from ecslint.engine.finding import Finding, Place
from ecslint.engine.worlds import LIMIT, combine, explore
from ecslint.scenario import Scenarios
from ecslint.source import Source, Span
from ecslint.value import Absent, Alternatives, Known, Sequence, Text, Unknown, Value
from ecslint.world import World

SPAN = Span(Source("main.tf", "x"), 0, 1)
LAUNCH = Atom("var.launch_type", "FARGATE", ("FARGATE", "EC2"))
CREATE = Atom("var.create", True, BOOLEAN)


def known(value: Scalar) -> Known:
    return Known(value, SPAN)


def unless(condition: Condition, then: Scalar, otherwise: Scalar) -> Alternatives:
    return Alternatives(condition, known(then), known(otherwise), SPAN)


def mismatch(mode: Value, target: Value) -> Callable[[World], Iterator[Finding]]:
    def rule(world: World) -> Iterator[Finding]:
        if world.scalar(mode) == "awsvpc" and world.scalar(target) == "instance":
            yield Finding(Place(SPAN), "mismatch")

    return rule


def outcome(rule: Callable[[World], Iterator[Finding]]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(f.message, f.severity, f.when) for f in combine(explore(rule))]


def reasons(rule: Callable[[World], Iterator[Finding]]) -> list[str]:
    return [branch.unknown.reason for branch in explore(rule) if branch.unknown is not None]


def test_one_condition_in_two_places_gives_no_impossible_combination() -> None:
    mode, target = unless(LAUNCH, "awsvpc", "bridge"), unless(LAUNCH, "ip", "instance")
    assert outcome(mismatch(mode, target)) == []


def test_a_finding_that_holds_in_one_world_says_when() -> None:
    rule = mismatch(unless(LAUNCH, "awsvpc", "bridge"), known("instance"))
    assert outcome(rule) == [("mismatch", "", ('var.launch_type == "FARGATE"',))]


def test_the_other_one_of_two_values_is_named() -> None:
    rule = mismatch(unless(LAUNCH, "bridge", "awsvpc"), known("instance"))
    assert outcome(rule) == [("mismatch", "", ('var.launch_type == "EC2"',))]


def test_the_other_side_of_an_open_condition_is_named_by_its_negation() -> None:
    rule = mismatch(unless(Atom("var.env", "dev"), "bridge", "awsvpc"), known("instance"))
    assert outcome(rule) == [("mismatch", "", ('var.env != "dev"',))]


def test_a_finding_that_holds_whatever_the_input_is_has_no_condition() -> None:
    rule = mismatch(unless(LAUNCH, "awsvpc", "awsvpc"), known("instance"))
    assert outcome(rule) == [("mismatch", "", ())]


def test_boolean_inputs_are_named_without_a_comparison() -> None:
    assert outcome(mismatch(unless(CREATE, "awsvpc", "host"), known("instance")))[0][2] == ("var.create",)
    assert outcome(mismatch(unless(CREATE, "host", "awsvpc"), known("instance")))[0][2] == ("!var.create",)


def test_an_unknown_makes_the_rule_abstain_and_says_why() -> None:
    rule = mismatch(known("awsvpc"), Unknown("var.type has no default", SPAN))
    assert outcome(rule) == []
    assert reasons(rule) == ["var.type has no default"]


def test_what_is_known_without_the_unknown_is_still_decided() -> None:
    rule = mismatch(known("bridge"), Unknown("var.type has no default", SPAN))
    assert (outcome(rule), reasons(rule)) == ([], [])


def test_a_closed_unknown_is_looked_at_with_each_of_its_values() -> None:
    mode = Unknown("", SPAN, identity="var.mode", domain=("bridge", "awsvpc"))
    assert outcome(mismatch(mode, known("instance"))) == [("mismatch", "", ('var.mode == "awsvpc"',))]


def test_an_assumption_about_an_input_holds_wherever_the_input_is_read() -> None:
    mode = Unknown("var.mode has no default", SPAN, identity="var.mode")
    target = unless(Atom("var.mode", "awsvpc"), "instance", "ip")

    def rule(world: World) -> Iterator[Finding]:
        if world.scalar(target) == "instance" and world.scalar(mode) == "awsvpc":
            yield Finding(Place(SPAN), "mismatch")

    assert outcome(rule) == [("mismatch", "", ('var.mode == "awsvpc"',))]


def test_two_inputs_that_have_to_disagree_are_advice() -> None:
    rule = mismatch(unless(LAUNCH, "awsvpc", "bridge"), unless(CREATE, "instance", "ip"))
    assert outcome(rule) == [("mismatch", "advice", ('var.launch_type == "FARGATE" and var.create',))]


def test_two_inputs_in_one_condition_count_as_one() -> None:
    both = And(LAUNCH, CREATE)
    rule = mismatch(unless(both, "awsvpc", "bridge"), known("instance"))
    assert outcome(rule) == [("mismatch", "", ('var.launch_type == "FARGATE" and var.create',))]


def test_a_finding_for_an_input_that_is_null_is_advice() -> None:
    rule = mismatch(unless(Atom("var.mode", None), "awsvpc", "host"), known("instance"))
    assert outcome(rule) == [("mismatch", "advice", ("var.mode == null",))]
    opposite = mismatch(unless(Atom("var.mode", None), "host", "awsvpc"), known("instance"))
    assert outcome(opposite) == [("mismatch", "", ("var.mode != null",))]


def test_a_finding_for_what_no_caller_decides_is_advice() -> None:
    empty = Atom("length(module.alb.arns) == 0", True, BOOLEAN)
    assert outcome(mismatch(unless(empty, "awsvpc", "host"), known("instance")))[0][1] == "advice"
    given = Atom("length(var.arns) == 0", True, BOOLEAN)
    assert outcome(mismatch(unless(given, "awsvpc", "host"), known("instance")))[0][1] == ""


def test_each_of_several_ways_is_named() -> None:
    either = Or(Atom("var.x", "a"), Atom("var.x", "b"))
    rule = mismatch(unless(either, "awsvpc", "host"), known("instance"))
    assert sorted(outcome(rule)[0][2]) == ['var.x == "a"', 'var.x == "b"']


def test_negated_conditions_are_correlated_too() -> None:
    mode, target = unless(CREATE, "awsvpc", "bridge"), unless(Not(CREATE), "instance", "ip")
    assert outcome(mismatch(mode, target)) == []


def test_an_input_with_a_default_has_it_unless_a_condition_says_otherwise() -> None:
    role = Unknown("parameter Role", SPAN, identity="Role", default=known("instance"))
    assert outcome(mismatch(known("awsvpc"), role)) == [("mismatch", "", ())]
    assert reasons(mismatch(known("awsvpc"), role)) == ["parameter Role"]
    speculative = [branch for branch in explore(mismatch(known("awsvpc"), role)) if branch.world.speculative]
    assert len(speculative) == 1


def test_text_with_holes_is_read_when_the_holes_can_be() -> None:
    text = Text((known("aws"), unless(CREATE, "vpc", "xyz")), SPAN)
    assert outcome(mismatch(text, known("instance"))) == [("mismatch", "", ("var.create",))]


def test_an_open_sequence_proves_presence_and_never_absence() -> None:
    more = Sequence((known("app"),), SPAN, open=Unknown("var.sidecars has no default", SPAN))
    world = World()
    assert [world.scalar(item) for item in world.present(more)] == ["app"]

    def absent(world: World) -> Iterator[Finding]:
        if "web" not in [world.scalar(item) for item in world.items(more)]:
            yield Finding(Place(SPAN), "missing")

    assert outcome(absent) == []
    assert reasons(absent) == ["var.sidecars has no default"]


def test_an_item_that_is_there_only_sometimes_is_there_only_then() -> None:
    sidecar = Alternatives(CREATE, known("sidecar"), Absent(SPAN), SPAN)
    names = Sequence((known("app"), sidecar), SPAN)

    def present(world: World) -> Iterator[Finding]:
        if "sidecar" in [world.scalar(item) for item in world.items(names)]:
            yield Finding(Place(SPAN), "present")

    assert outcome(present) == [("present", "", ("var.create",))]


def test_words_about_a_thing_take_no_assumption() -> None:
    name = unless(CREATE, "blue", "green")

    def rule(world: World) -> Iterator[Finding]:
        yield Finding(Place(SPAN), f"found {world.peek(lambda: str(world.scalar(name)))}")

    assert outcome(rule) == [("found None", "", ())]
    assert World().peek(lambda: str(World().scalar(known("blue")))) == "blue"


def test_conditions_that_a_rule_does_not_read_cost_no_world() -> None:
    rule = mismatch(unless(LAUNCH, "awsvpc", "bridge"), known("instance"))
    assert len(explore(rule)) == 2


def test_too_many_worlds_end_in_an_abstention() -> None:
    values = [unless(Atom(f"var.x{number}", 1), 1, 0) for number in range(LIMIT)]

    def rule(world: World) -> Iterator[Finding]:
        if sum(int(str(world.scalar(value))) for value in values) == LIMIT:
            yield Finding(Place(SPAN), "all")

    (branch,) = explore(rule)
    assert branch.excess
    assert branch.findings == []


def test_that_aws_makes_up_the_very_identifier_that_is_set_apart_is_advice() -> None:
    made = unless(Atom("module.alb.aws_security_group.this[0].id", "self"), "instance", "ip")
    given = unless(Atom("var.aws_group.this.id", "self"), "instance", "ip")
    assert [severity for _, severity, _ in outcome(mismatch(known("awsvpc"), made))] == ["advice"]
    assert [severity for _, severity, _ in outcome(mismatch(known("awsvpc"), given))] == [""]


def test_constraints_that_are_too_much_to_try_leave_the_world_undecided() -> None:
    inputs = [Atom(f"P{number}", True, BOOLEAN) for number in range(12)]
    odd: Condition = inputs[0]
    for atom in inputs[1:]:
        odd = Or(And(odd, Not(atom)), And(Not(odd), atom))
    rule = mismatch(unless(inputs[0], "awsvpc", "bridge"), known("instance"))
    (branch,) = [b for b in explore(rule, scenarios=Scenarios(constraints=(odd, Not(odd)))) if b.excess][:1]
    assert branch.findings == []
    assert combine(explore(rule, scenarios=Scenarios(constraints=(odd, Not(odd))))) == []
