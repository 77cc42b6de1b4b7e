"""What log drivers need beside their name: groups, tokens, routers."""

from __future__ import annotations

from collections.abc import Iterator

from ecslint.api import WARNING, Container, Finding, TaskDefinition, nearest, rule


@rule("ECS609", "undeclared-log-group", severity=WARNING)
def undeclared_log_group(container: Container) -> Iterator[Finding]:
    """A container logs to a group whose name is nearly that of the one that is declared."""
    logs = container.log_configuration
    if logs is None or logs.log_driver != "awslogs":
        return
    wanted = logs.option("awslogs-group")
    if not wanted or (logs.option("awslogs-create-group") or "false").lower() == "true":
        return
    declared = {group.name or "": group for group in logs.declared_groups}
    if wanted in declared:
        return
    meant = nearest(wanted, declared)
    if not is_slip(wanted, meant):
        return
    yield Finding(
        at=logs.at("options"),
        message=f'{container} logs to the group "{wanted}", which is not declared; "{meant}" is',
        because=[declared[meant].at("name", "probably meant"), logs.at("log_driver")],
        help=f'write "{meant}", or refer to the log group instead of naming it',
    )


def is_slip(written: str, meant: str) -> bool:
    """Whether a name differs from another as by a slip of the finger: two letters at most, no digit."""
    import difflib

    if not meant or abs(len(written) - len(meant)) > 1:
        return False
    changes = [part for part in difflib.ndiff(written, meant) if part[0] in "+-"]
    return len(changes) <= 2 and not any(part[2].isdigit() for part in changes)


@rule("ECS611", "incomplete-splunk-options")
def incomplete_splunk_options(container: Container) -> Iterator[Finding]:
    """A container logs to Splunk without saying where to, or without a token."""
    logs = container.log_configuration
    if logs is None or logs.log_driver != "splunk":
        return
    missing = [name for name in ("splunk-url", "splunk-token") if not logs.has_option(name)]
    if missing:
        yield Finding(
            at=logs.at("options"),
            message=f"{container} logs to Splunk, but has no option {' and no option '.join(missing)}",
            because=[logs.at("log_driver", "with this driver"), logs.at("secret_options")],
            help="give the address in options, and the token in secretOptions",
        )


@rule("ECS613", "invalid-firelens-router", severity=WARNING)
def invalid_firelens_router(task: TaskDefinition) -> Iterator[Finding]:
    """A task has two log routers, or one that routes its own logs to itself."""
    first: Container | None = None
    for container in task.containers.known:
        if not container.firelens_configuration:
            continue
        logs = container.log_configuration
        if logs is not None and logs.log_driver == "awsfirelens":
            yield Finding(
                at=logs.at("log_driver"),
                message=f"{container} is the log router of {task}, and sends its own logs to itself",
                because=[container.at("firelens_configuration", "the log router")],
                help="let the router log with awslogs",
            )
        if first is not None:
            yield Finding(
                at=container.at("firelens_configuration"),
                message=f"{container} is a second log router of {task}, which can have one",
                because=[first.at("firelens_configuration", "the first")],
                help="keep one container with a firelensConfiguration",
            )
        first = first or container
