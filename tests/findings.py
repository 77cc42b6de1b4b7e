"""Findings made by hand, for the tests of the reports."""

from __future__ import annotations

from ecslint.engine.finding import ERROR, Abstention, Finding, Outcome, Summary
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


def outcome(*findings: Finding) -> Outcome:
    return Outcome(
        list(findings),
        [Abstention("aws_ecs_service.app", span(ALB, "port"), "var.port has no default", ("ECS206",))],
        Summary(files=42, stacks=2, task_definitions=7, services=1, target_groups=3),
    )
