"""The images that containers run, as they are named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ecslint.api import ADVICE, SAFE, WARNING, Container, Finding, rule, set_value


class _Problem(NamedTuple):
    """What is wrong with the name of an image, and what to do about it."""

    what: str
    help: str
    aws_error: str = ""
    mended: str = ""


@rule("ECS526", "invalid-image-reference", severity=WARNING)
def invalid_image_reference(container: Container) -> Iterator[Finding]:
    """The name of an image is none that an image can have."""
    image = container.image_name
    if not image or _is_to_be_filled_in(image):
        return
    problem = _problem(image)
    if problem is not None:
        yield Finding(
            at=container.at("image_name"),
            message=f'the image "{image[:100]}" of {container} {problem.what}',
            aws_error=problem.aws_error,
            help=problem.help,
            fix=set_value(container, "image_name", problem.mended, "no name of an image has that", SAFE),
        )


@rule("ECS531", "mutable-image-tag", severity=ADVICE)
def mutable_image_tag(container: Container) -> Iterator[Finding]:
    """A container runs whatever image is the latest."""
    image = container.image_name
    if not image or "@" in image or _is_to_be_filled_in(image) or _problem(image) is not None:
        return
    _, colon, tag = image.rpartition("/")[2].partition(":")
    if tag == "latest" or not colon:
        lacks = "has the tag latest" if colon else "has no tag, and so is that with the tag latest"
        yield Finding(
            at=container.at("image_name"),
            message=f'the image "{image}" of {container} {lacks}, which can be another one tomorrow',
            help="name a tag that stays with one image, or a digest",
        )


def _is_to_be_filled_in(image: str) -> bool:
    """Whether a name is one that a tool replaces before ECS sees it, by its look."""
    if re.search(
        r"[<>{}$%\[\]()*|!?^`#]|placeholder|replace|change.?me|todo|xxxx|your", image, re.IGNORECASE
    ):
        return True
    bare = not re.search(r"[/:@\s]", image)
    return bare and (not image.islower() or re.search(r"image|none|null|empty", image) is not None)


def _problem(image: str) -> _Problem | None:
    """The first reason why no image can have a name."""
    scheme = re.match(r"[A-Za-z]+://", image)
    if scheme:
        rest = image[scheme.end() :]
        return _Problem(f'starts with "{scheme[0]}"', "leave that out: images have no scheme", "", rest)
    if image != image.strip():
        return _Problem("has white space around it", "remove the white space", "", image.strip())
    name, at, digest = image.partition("@")
    wrong = re.search(r"[^A-Za-z0-9_\-:./]", name)
    if wrong:
        last = name.rpartition("/")[2]
        in_repository = wrong.start() < len(name) - len(last) + len(last.partition(":")[0])
        refusal = "Container.image repository contains invalid characters." if in_repository else ""
        takes = "images have letters, digits, hyphens, underscores, periods, colons and slashes only"
        return _Problem(f'contains "{wrong[0]}"', takes, refusal)
    if at and not digest.isupper() and not re.fullmatch(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}", digest):
        return _Problem(
            "has no digest behind the @", "write sha256: and the 64 hexadecimal digits of a digest"
        )
    if len(name) > 255:
        return _Problem(f"has {len(name)} characters", "use up to 255 characters")
    return _misplaced(name.split("/"))


def _misplaced(parts: list[str]) -> _Problem | None:
    """What stands at the wrong place between the slashes of a name."""
    *path, last = parts
    if ":" in "".join(path[1:]) or path and ":" in path[0] and not re.fullmatch(r"[^:]*:[0-9]+", path[0]):
        return _Problem(
            "has a colon before its last slash",
            "name a registry, with a port or without, a repository and a tag",
        )
    if last.count(":") > 1:
        return _Problem("has two tags", "leave one of them out")
    # What comes first is a registry if it looks like one, and registries may have capitals.
    is_registry = len(parts) > 1 and (path[0] == "localhost" or re.search(r"[.:A-Z]", path[0]) is not None)
    for part in [*path, last.partition(":")[0]][is_registry:]:
        if part != part.lower() and part != part.upper():
            return _Problem(f'has capitals in "{part}"', "repositories are named in small letters only")
    return None
