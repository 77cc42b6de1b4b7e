"""Findings made by hand, for the tests of the reports."""

from __future__ import annotations

from collections.abc import Iterable

from ecslint.engine.finding import ERROR, Abstention, Finding, Outcome, Summary, Suppression
from ecslint.place import Place
from ecslint.source import Source, Span
from ecslint.value import Step, Via

ALB = Source(
    "alb.tf",
    """\
resource "aws_lb_target_group" "app" {
  name        = "app"
  port        = 80

  target_type = var.target_type
}
""",
)
SERVICE = Source(
    "modules/service/main.tf",
    'resource "aws_ecs_task_definition" "app" {\n  network_mode = "awsvpc"\n}\n' + "\n" * 20 + "# the end\n",
)
VARIABLES = Source("variables.tf", 'variable "target_type" {\n  default = "instance"\n}\n')


def span(source: Source, text: str) -> Span:
    """Where a text first stands in a source."""
    start = source.text.index(text)
    return Span(source, start, start + len(text))


def place(source: Source, text: str, message: str = "", resource: str = "", via: Via = ()) -> Place:
    return Place(span(source, text), message, resource, text.partition(" ")[0], via)


def finding(at: Place, message: str = "the message", severity: str = ERROR, **more: object) -> Finding:
    made = Finding(at, message, severity=severity, code="ECS201", name="awsvpc-instance-target")
    for name, value in more.items():
        setattr(made, name, value)
    return made


def mismatch() -> Finding:
    """A finding with everything that a finding can have."""
    return finding(
        place(
            ALB,
            "target_type = var.target_type",
            resource="aws_lb_target_group.app",
            via=(Step(span(VARIABLES, '"instance"'), "default of var.target_type"),),
        ),
        "aws_lb_target_group.app registers instances, but its tasks run in awsvpc mode",
        because=[
            place(
                SERVICE,
                'network_mode = "awsvpc"',
                "each task has its own address",
                "module.app.aws_ecs_task_definition.app",
            ),
            place(ALB, "port        = 80", "the port", "aws_lb_target_group.app"),
        ],
        aws_error="The provided target group has target type instance",
        help='write target_type = "ip"',
        when=("var.create is true", 'var.launch_type == "EC2"'),
        also=tuple(f"aws_lb_target_group.app[{number}]" for number in range(1, 8)),
    )


def suppressed(external: bool = False, reason: str = "moves later") -> Finding:
    """A finding that somebody asked not to hear."""
    found = finding(place(ALB, "port", resource="aws_lb_target_group.app"))
    found.suppression = Suppression(span(SERVICE, "# the end"), reason, "2027-01-31" * external, external)
    return found


def outcome(*findings: Finding) -> Outcome:
    return Outcome(
        [finding for finding in findings if finding.suppression is None],
        [Abstention("aws_ecs_service.app", span(ALB, "port"), "var.port has no default", ("ECS206",))],
        Summary(files=42, stacks=2, task_definitions=7, services=1, target_groups=3),
        suppressed=[finding for finding in findings if finding.suppression is not None],
    )


HOSTILE = (
    "a \"b\" 'c' \x1b[31m\x07\x00 é 日本 \U0001f980 \\ % %0A ::error::x ##[error]y ]]> <b>&amp;</b> `c` |"
    " @team #1 [x](1) [y](https://example.org) {0} ${A}/${B} _i_ **b** ~~s~~ \u202e \ud800 \ufffe"
    "\r\n::stop-commands::z"
)
"""What no report may obey."""

HOSTILE_PATH = "infra é/100% [x]/a,b:c::d|`e`<f>&'g'\"h\"#?\\i\x1bj.tf"


def hostile(text: str = HOSTILE, path: str = HOSTILE_PATH) -> Finding:
    """A finding all words of which come from somebody who means no good."""
    source = Source(path, "\n" * 4 + text.replace("\n", " ") + "\n")
    at = Span(source, 4, 5)
    return finding(
        Place(at, text, text, "a", (Step(at, text),)),
        text,
        because=[Place(at, text, text, "b", (Step(at, text), Step(at, text))), Place(at, "", text)],
        aws_error=text,
        help=text,
        when=(text, text),
        also=(text,),
    )


def many(number: int, severities: Iterable[str] = (ERROR,)) -> list[Finding]:
    """So many findings, a line each, of the severities in turn."""
    source = Source("many.tf", "port\n" * number)
    severities = list(severities)
    return [
        finding(Place(Span(source, 5 * n, 5 * n + 4)), f"message {n}", severities[n % len(severities)])
        for n in range(number)
    ]
