"""Functions of the file system, which stays inside the repository, and templates in files."""

from __future__ import annotations

import posixpath

from ecslint.hcl.equality import configured
from ecslint.hcl.functions.registry import Context, Refused, Undecided, function
from ecslint.hcl.functions.relocation import Piece, pieces_of, relocated
from ecslint.hcl.scalars import text_of
from ecslint.hcl.scope import Scope
from ecslint.source import Source, Span, Unreadable
from ecslint.value import Failure, Known, Mapping, Sequence, Text, Unknown, Value

_DEEPEST = 8


def _source(context: Context, path: str) -> Source:
    try:
        return context.scope.host.read(path)
    except Unreadable as problem:
        raise Undecided(f"{problem.span.source.path}: {problem.message}") from problem


@function("string", returns="string")
def file(context: Context, path: str) -> Value:
    """The text of a file, line by line, so that every part of it keeps its place."""
    return text_of_source(_source(context, path))


def text_of_source(source: Source) -> Value:
    parts: list[Value] = []
    at = 0
    for line in source.text.splitlines(keepends=True):
        parts.append(Known(line, Span(source, at, at + len(line))))
        at += len(line)
    span = Span(source, 0, len(source.text))
    return Text(tuple(parts), span) if parts else Known("", span)


@function("string", returns="string", names="filemd5 filesha1 filesha256 filesha512 filebase64")
def file_digest(context: Context, path: str) -> str:
    """Hashes are of what was committed, but only text is read here."""
    import base64
    import hashlib

    data = _source(context, path).text.encode()
    if context.name == "filebase64":
        return base64.b64encode(data).decode()
    return hashlib.new(context.name.removeprefix("file"), data, usedforsecurity=False).hexdigest()


@function("string", returns="string", names="filebase64sha256 filebase64sha512")
def file_base64_digest(context: Context, path: str) -> str:
    import base64
    import hashlib

    data = _source(context, path).text.encode()
    return base64.b64encode(hashlib.new(context.name.removeprefix("filebase64"), data).digest()).decode()


@function("string", returns="bool")
def fileexists(context: Context, path: str) -> bool:
    if not context.scope.host.has_file(path):
        # The file may be made before the deployment, so only what is there is certain.
        raise Undecided(f"{path} does not exist here")
    return True


@function("string", "string", returns="list")
def fileset(context: Context, directory: str, pattern: str) -> Value:
    import re

    names = context.scope.host.names(directory)
    if names is None:
        raise Undecided(f"{directory} does not exist here")
    wanted = _as_expression(pattern)
    found = sorted(name for name in names if re.fullmatch(wanted, name))
    return Sequence(tuple(Known(name, context.span) for name in found), context.span, kind="set")


def _as_expression(pattern: str) -> str:
    """A pattern of file names as a regular expression. Raises Undecided for what is rare in one."""
    import re

    pieces = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")"}
    made, depth = [], 0
    for piece in re.findall(r"\*\*/|\*\*|\*|\?|[{},]|\[[^\[\]\\/]+\]|[^*?{},\[\]]+|.", pattern):
        depth += (piece == "{") - (piece == "}")
        if piece in ("[", "]", "\\") or depth not in (0, 1) or "\\" in piece:
            raise Undecided("the pattern is not evaluated")
        if piece == "," and depth:
            made.append("|")
        elif piece.startswith("[") and len(piece) > 2:
            made.append(f"(?!/){piece.replace('[!', '[^')}")
        else:
            made.append(pieces.get(piece) or re.escape(piece))
    if depth:
        raise Undecided("the pattern is not evaluated")
    return "".join(made)


@function("string", returns="string")
def basename(context: Context, path: str) -> str:
    if not path:
        return "."
    return posixpath.basename(path.rstrip("/")) or "/"


@function("string", returns="string")
def dirname(context: Context, path: str) -> str:
    return posixpath.normpath(posixpath.dirname(path) or ".")


@function("string", returns="string")
def abspath(context: Context, path: str) -> str:
    from ecslint.hcl.traversal import attribute

    if not path.startswith("/"):
        directory = text_of(attribute(context.scope.lookup("path", context.span), "cwd", context.span))
        if directory is None:
            raise Undecided("the directory of the run is not known here")
        path = posixpath.join(directory, path)
    return posixpath.normpath(path)


@function("string", returns="string")
def pathexpand(context: Context, path: str) -> str:
    if path.startswith("~"):
        raise Undecided("the home directory differs from machine to machine")
    return path


# -- templates ------------------------------------------------------------------------------------


class TemplateHost:
    """The surroundings of a template file: only the variables it is given, and the files."""

    def __init__(self, scope: Scope, variables: Value, depth: int) -> None:
        self.outer = scope.host
        self.budget = scope.host.budget
        self.address = scope.host.address
        self.variables = variables
        self.depth = depth

    def root(self, name: str, span: Span) -> Value | None:
        match configured(self.variables):
            case Mapping(items=items, open=more):
                if name in items:
                    return items[name]
                if more is not None:
                    return Unknown(more.reason, span, more.via, identity=f"{more.identity}.{name}")
                return Failure(f'the template is given no variable "{name}"', span)
            case Unknown() as unknown:
                return Unknown(unknown.reason, span, unknown.via, identity=f"{unknown.identity}.{name}")
        return Unknown("the variables of the template are not known", span)

    def read(self, path: str) -> Source:
        return self.outer.read(path)

    def has_file(self, path: str) -> bool:
        return self.outer.has_file(path)

    def names(self, directory: str) -> list[str] | None:
        return self.outer.names(directory)

    def requires(self, provider: str) -> bool:
        return self.outer.requires(provider)


def render(source: Source, variables: Value, scope: Scope) -> Value:
    """A source rendered as a template with variables. Raises Refused and Undecided."""
    from ecslint.hcl.evaluator import evaluate
    from ecslint.hcl.parser import parse_template
    from ecslint.hcl.rendering import evaluate_template

    given = configured(variables)
    if isinstance(given, Mapping) and not all(name.replace("-", "_").isidentifier() for name in given.items):
        raise Refused("the name of a variable is no identifier")
    depth = scope.host.depth + 1 if isinstance(scope.host, TemplateHost) else 0
    if depth > _DEEPEST:
        raise Undecided("templates are nested too deeply")
    template, problems = parse_template(source)
    if problems:
        raise Refused(f"{source.path} is no template: {problems[0].message}")
    template.heredoc = template.heredoc or "<<"
    return evaluate_template(template, Scope(source, TemplateHost(scope, variables, depth)), evaluate)


@function("string", "value", returns="string")
def templatefile(context: Context, path: str, variables: Value) -> Value:
    return render(_source(context, path), variables, context.scope)


@function("string", "value", returns="string")
def templatestring(context: Context, template: str, variables: Value) -> Value:
    """The text of another place as a template; that it stands in one is seen before it is evaluated."""
    if isinstance(configured(variables), Known | Text | Sequence):
        raise Refused("the variables must be an object or a map")
    source = Source(context.span.source.path, template)
    pieces = [Piece(0, len(template), configured(context.values[0]).span)]
    return relocated(render(source, variables, context.scope), source, pieces, context.span)


def render_text(value: Value, variables: Value, scope: Scope) -> Value:
    """A text that is a template by itself, as in the data source template_file.

    A template that stands in one file keeps its places.
    """
    text = text_of(value)
    if text is None:
        raise Undecided
    source = value.span.source
    if source.text == text:
        return render(source, variables, scope)
    scratch = Source(source.path, text)
    return relocated(render(scratch, variables, scope), scratch, pieces_of(value), value.span)
