"""What stands in container definitions, and how containers depend on each other."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ecslint.api import (
    CLOUDFORMATION,
    DISPLAY,
    ECS_JSON,
    SAFE,
    TERRAFORM,
    UNSAFE,
    WARNING,
    Cluster,
    Container,
    Finding,
    Fix,
    Part,
    Service,
    TaskDefinition,
    definitions_problem,
    nearest,
    rename,
    rule,
    safety_of,
    set_part,
    set_value,
    task_level,
    unknown_keys,
    wrong_choices,
    wrong_types,
)


@rule("ECS501", "incomplete-container")
def incomplete_container(container: Container) -> Iterator[Finding]:
    """A container has no name or no image."""
    if container.is_empty:
        return
    if not container.name:
        yield Finding(
            at=container.at("name"),
            message=f"a container of {container.task_definition} has no name",
            aws_error="Container.name should not be null or empty.",
            help="give the container a name that no other container of the task has",
        )
    # Deploy tools put the image into a task definition file just before they register it.
    if container.resource.language != ECS_JSON and not container.has_image:
        yield Finding(
            at=container.at("image"),
            message=f"{container} has no image",
            aws_error="Container.image should not be null or empty.",
            help="name the image that the container runs",
        )


@rule("ECS502", "duplicate-container-name")
def duplicate_container_name(task: TaskDefinition) -> Iterator[Finding]:
    """Two containers of one task have the same name."""
    first: dict[str, Container] = {}
    for container in task.containers:
        name = container.name
        if name and name in first:
            yield Finding(
                at=container.at("name"),
                message=f'{task} has two containers with the name "{name}"',
                because=[first[name].at("name", "the first of them")],
                aws_error="Container names must be unique within a task definition",
                help="rename one of the containers",
            )
        elif name:
            first[name] = container


_HEALTH_CHECK = {
    "interval": (5, 300),
    "timeout": (2, 60),
    "retries": (1, 10),
    "start_period": (0, 300),
}


@rule("ECS513", "invalid-container-health-check")
def invalid_container_health_check(container: Container) -> Iterator[Finding]:
    """A container health check has settings that ECS does not take."""
    check = container.health_check
    if check is None:
        return
    for attribute, (least, most) in _HEALTH_CHECK.items():
        value = getattr(check, attribute)
        if value is not None and not least <= value <= most:
            words = attribute.replace("_", " ")
            yield Finding(
                at=check.at(attribute),
                message=f"the health check of {container} has {words} {value}, but it must be from {least} "
                f"to {most}",
                help=f"use a value from {least} to {most}",
            )
    for first in check.command:
        if first not in ("CMD", "CMD-SHELL"):
            yield Finding(
                at=check.at("command"),
                message=f'the health check command of {container} starts with "{first}", not with CMD or '
                "CMD-SHELL",
                severity=WARNING,
                help="put CMD before a program and its arguments, or CMD-SHELL before one line for the shell",
            )
        return


@rule("ECS515", "invalid-container-timeout")
def invalid_container_timeout(container: Container) -> Iterator[Finding]:
    """A container on Fargate has more than two minutes to start or stop."""
    task = container.task_definition
    for attribute, words in (("start_timeout", "start"), ("stop_timeout", "stop")):
        seconds = getattr(container, attribute)
        if seconds is not None and seconds > 120 and task.on_fargate:
            yield Finding(
                at=container.at(attribute),
                message=f"{container} has {seconds} seconds to {words}, but Fargate allows 120 at most",
                because=[task.at("requires_compatibilities", "the task is for Fargate")],
                help="use 120 seconds or less",
            )


@rule("ECS517", "unknown-container-key", severity=WARNING)
def unknown_container_key(container: Container) -> Iterator[Finding]:
    """A container definition has a key that AWS does not know."""
    language = container.resource.language
    for part in unknown_keys(container):
        of_task = "" if part.owner else task_level(part.key)
        meant = _meant(part.key, part.siblings, of_task)
        if meant:
            advice = f'did you mean "{meant}"?'
        elif of_task:
            advice = "move it out of the container: it is a setting of the whole task definition"
        else:
            advice = "remove it, or move it to where it belongs"
        owner = f'"{part.owner}"' if part.owner else "a container definition"
        dropped = ", and Terraform drops it silently" if language == TERRAFORM else ""
        yield Finding(
            at=part.place,
            message=f'{container} has the key "{part.path}", which {owner} does not have{dropped}',
            aws_error=_UNKNOWN_KEY.get(language, "").format(part.key),
            help=advice,
            fix=_renamed(container, part, meant) if meant and meant not in part.beside else None,
        )


def _renamed(container: Container, part: Part, meant: str) -> Fix | None:
    safety = safety_of(part.key.replace("_", "").replace("-", ""), meant)
    # What Terraform has dropped so far comes to count.
    in_terraform = safety == SAFE and container.resource.language == TERRAFORM
    return rename(container, part, meant, safety=UNSAFE if in_terraform else safety)


_UNKNOWN_KEY = {
    CLOUDFORMATION: "extraneous key [{}] is not permitted",
    ECS_JSON: 'Unknown parameter in containerDefinitions[…]: "{}", must be one of: …',
}


def _meant(key: str, known: Collection[str], of_task: str) -> str:
    """The key that was meant: the same in another spelling, else a near one if the task has none such."""
    plain = key.replace("_", "").replace("-", "").lower()
    same = next((name for name in known if name.lower() == plain), "")
    return same or ("" if of_task else nearest(key, known))


@rule("ECS518", "wrong-container-value-type")
def wrong_container_value_type(container: Container) -> Iterator[Finding]:
    """A value in a container definition is of a kind that is refused there."""
    for part in wrong_types(container):
        yield Finding(
            at=part.place,
            message=f"{container} has {part.kind} for {part.path}, where {part.wanted} is expected",
            aws_error=part.refusal,
            help=_remedy(part.path.lower(), part.kind, part.wanted),
            fix=set_part(container, part, part.as_wanted, safety=SAFE),
        )


def _remedy(path: str, kind: str, wanted: str) -> str:
    if path == "environment":
        return "write a list of objects, each with a name and a value"
    if "text" in kind and wanted in ("a whole number", "true or false"):
        return "remove the quotes"
    if wanted == "text" and kind not in ("a list", "an object"):
        return "put it in quotes"
    return f"write {wanted}"


@rule("ECS519", "invalid-container-definitions")
def invalid_container_definitions(task: TaskDefinition) -> Iterator[Finding]:
    """The container definitions are no JSON, no list, or a list with nothing in it."""
    problem = definitions_problem(task)
    if problem is not None:
        yield Finding(
            at=problem.place,
            message=f"the container definitions of {task} {problem.message}",
            aws_error=problem.aws_error,
            severity="" if problem.intended else WARNING,
            help=problem.help,
        )


@rule("ECS521", "environment-secret-clash")
def environment_secret_clash(container: Container) -> Iterator[Finding]:
    """A container gets one environment variable both as plain text and as a secret."""
    for secret in container.secrets:
        for variable in container.environment:
            if secret.name and secret.name == variable.name:
                yield Finding(
                    at=secret.at("name"),
                    message=f'{container} has "{secret.name}" both in secrets and in environment',
                    because=[variable.at("name", "also given here")],
                    aws_error="The secret name must be unique and not shared with any new or existing "
                    "environment "
                    f"variables set on the container, such as '{secret.name}'.",
                    help="remove one of the two, most likely the one in environment",
                )


@rule("ECS524", "undefined-volumes-from")
def undefined_volumes_from(container: Container) -> Iterator[Finding]:
    """A container takes volumes from a container that the task definition does not have."""
    task = container.task_definition
    for source in container.volumes_from:
        wanted = source.source_container
        if not wanted or any(other.name == wanted for other in task.containers):
            continue
        meant, there_are, help = task.instead_of(wanted)
        yield Finding(
            at=source.at("source_container"),
            message=f'{container} takes volumes from container "{wanted}", which {task} does not have',
            because=[there_are],
            aws_error=f"Invalid 'volumesFrom' setting. Unknown container: '{wanted}'.",
            help=help,
            fix=set_value(source, "source_container", meant, "probably meant", DISPLAY),
        )


@rule("ECS525", "too-many-containers", severity=WARNING)
def too_many_containers(task: TaskDefinition) -> Iterator[Finding]:
    """A task definition has more than ten containers."""
    count = len(task.containers.known)
    if count > 10:
        yield Finding(
            at=task.at("container_definitions"),
            message=f"{task} has {count} containers, but a task definition can have 10 at most",
            help="split the task, or ask AWS whether the quota can be raised",
        )


@rule("ECS527", "invalid-name")
def invalid_name(subject: TaskDefinition | Service | Cluster) -> Iterator[Finding]:
    """A name has characters that ECS does not take in names, or too many."""
    attribute = "family" if isinstance(subject, TaskDefinition) else "name"
    name = getattr(subject, attribute)
    if not name:
        return
    wrong = [character for character in name if not (character.isascii() and character.isalnum())]
    wrong = [character for character in wrong if character not in "_-"]
    if wrong or len(name) > 255:
        reason = f'contains "{wrong[0]}"' if wrong else f"has {len(name)} characters"
        yield Finding(
            at=subject.at(attribute),
            message=f'the {attribute} "{name[:80]}" of {subject} {reason}',
            help="use up to 255 letters, digits, underscores and hyphens",
        )


@rule("ECS530", "invalid-enumeration")
def invalid_enumeration(subject: Container | TaskDefinition | Service) -> Iterator[Finding]:
    """A setting that takes one of a few words has another."""
    for part in wrong_choices(subject):
        meant = nearest(part.text, part.choices)
        words = ", ".join(part.choices)
        # Terraform's provider checks the case of its arguments; elsewhere nothing documents it.
        strict = part.vocabulary == TERRAFORM or part.key.lower() == "versionconsistency"
        yield Finding(
            at=part.place,
            message=f'{subject} has "{part.text}" for {part.path}, which is none of {words}',
            aws_error=f"expected {part.key} to be one of […], got {part.text}" if strict else "",
            severity="" if strict or meant.lower() != part.text.lower() else WARNING,
            help=f'did you mean "{meant}"?' if meant else f"use one of {words}",
            fix=set_part(subject, part, meant, safety=safety_of(part.text, meant)),
        )
