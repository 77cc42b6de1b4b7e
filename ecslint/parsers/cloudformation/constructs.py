"""What the CDK writes down beside its templates: which are deployed, and which construct made what."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ecslint import facts, files
from ecslint.parsers.app_traces import made_by
from ecslint.parsers.cloudformation.document import members, text
from ecslint.source import Unreadable, Workspace
from ecslint.value import Mapping, Via

MANIFEST = "manifest.json"
_PATH = "aws:cdk:path"
_LOGICAL_ID = "aws:cdk:logicalId"
_CREATION = "aws:cdk:creationStack"
_STACK = "aws:cloudformation:stack"
_ASSEMBLY = "cdk:cloud-assembly"
_ASSETS = "cdk:asset-manifest"
_hash = re.compile(r"[0-9a-f]{64}").search
_IMPLIED = ("Resource", "Default")


class Construct(NamedTuple):
    """A construct of an app: its path in the tree, and where the app makes it, as far as that is written."""

    path: str
    written: Via = ()

    @property
    def short(self) -> str:
        """The path without the name that the CDK gives to the one resource of a construct."""
        above, _, name = self.path.rpartition("/")
        return above if above and name in _IMPLIED else self.path


class Assembly:
    """One directory of a CDK app's output: what its manifest and its asset manifests say."""

    def __init__(self, workspace: Workspace, directory: str, manifest: dict[str, Any]) -> None:
        self._workspace = workspace
        self.directory = directory
        artifacts = [each for each in _object(manifest.get("artifacts")).values() if isinstance(each, dict)]
        self.templates = {self._file(each, _STACK, "templateFile") for each in artifacts} - {""}
        self.assemblies = {self._file(each, _ASSEMBLY, "directoryName") for each in artifacts} - {""}
        self._artifacts = artifacts
        self._found_assets: dict[str, tuple[dict[str, str], facts.Facts]] = {}
        self._metadata: dict[str, tuple[dict[str, list[Any]], facts.Facts]] = {}

    def _file(self, artifact: dict[str, Any], type_: str, name: str) -> str:
        """The path that a property of an artifact of some type gives; empty for other artifacts."""
        given = _object(artifact.get("properties")).get(name)
        if artifact.get("type") != type_ or not isinstance(given, str):
            return ""
        return os.path.normpath(os.path.join(self.directory, given))

    def asset(self, url: str) -> str | None:
        """The file of the asset whose hash is in a URL, relative to the directory."""
        found = _hash(url)
        return None if found is None else facts.once(self._found_assets, "", self._assets).get(found[0])

    def _assets(self) -> dict[str, str]:
        """The files of all assets, by their hashes."""
        manifests = {self._file(each, _ASSETS, "file") for each in self._artifacts} - {""}
        return dict(pair for manifest in sorted(manifests) for pair in self._files(manifest))

    def _files(self, manifest: str) -> Iterator[tuple[str, str]]:
        for key, asset in _object(_json(self._workspace, manifest).get("files")).items():
            path = _object(_object(asset).get("source")).get("path")
            if isinstance(path, str):
                yield key, path

    def constructs(self, stack: str, root: Mapping) -> dict[str, Construct]:
        """The constructs that have made the resources of a template of a stack, by logical id.

        A logical id may be in a stack and in one nested in it, so the path that stands in the template
        itself counts first.
        """
        told = facts.once(self._metadata, stack, lambda: self._told(stack))
        paths: dict[str, list[str]] = {}
        for path, entries in told.items():
            for entry in map(_object, entries):
                if entry.get("type") == _LOGICAL_ID:
                    paths.setdefault(str(entry.get("data")), []).append(path.strip("/"))
        names = members(root.items.get("Resources"))
        listed = {name: paths[name][0] for name in names if len(paths.get(name, ())) == 1}
        return {
            name: Construct(path, self._made(path, told.get(f"/{path}", [])))
            for name, path in {**listed, **paths_in(root)}.items()
        }

    def _told(self, stack: str) -> dict[str, list[Any]]:
        """What the manifest tells of each construct of a stack, by its path."""
        told: dict[str, list[Any]] = {}
        for artifact in self._artifacts:
            if self._file(artifact, _STACK, "templateFile") == stack:
                more = artifact.get("additionalMetadataFile")
                file = os.path.join(self.directory, more) if isinstance(more, str) else ""
                for table in (_object(artifact.get("metadata")), _json(self._workspace, file)):
                    for path, entries in table.items():
                        told.setdefault(path, []).extend(entries if isinstance(entries, list) else [])
        return told

    def _made(self, path: str, entries: list[Any]) -> Via:
        """The line of the app that makes a construct, as far as that is written and at hand."""
        app = os.path.dirname(self.directory)
        for entry in map(_object, entries):
            trace = entry.get("data" if entry.get("type") == _CREATION else "trace")
            found = made_by(self._workspace, Construct(path).short, trace, app)
            if found:
                return found
        return ()


class Assemblies:
    """The outputs of CDK apps in a workspace, each manifest read once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[str, tuple[Assembly | None, facts.Facts]] = {}

    def of(self, directory: str) -> Assembly | None:
        """The assembly whose manifest lies in a directory; None when there is none."""
        return facts.once(self._known, directory, lambda: self._read(directory))

    def _read(self, directory: str) -> Assembly | None:
        manifest = _json(self._workspace, os.path.join(directory, MANIFEST))
        ours = isinstance(manifest.get("artifacts"), dict) and "version" in manifest
        return Assembly(self._workspace, directory, manifest) if ours else None

    def is_left_over(self, path: str) -> bool:
        """Whether a template lies in the output of an app that does not make it any more, or nests it."""
        directory = os.path.dirname(path)
        assembly = self.of(directory)
        if assembly is None:
            return False
        above = self.of(os.path.dirname(directory))
        dropped = above is not None and directory not in above.assemblies
        return dropped or path not in assembly.templates

    def constructs(self, stack: str, root: Mapping) -> dict[str, Construct]:
        """The constructs that have made the resources of a template, by logical id.

        `stack` is the file of the stack that the template is, or is nested in.
        """
        assembly = self.of(os.path.dirname(stack))
        if assembly is not None:
            return assembly.constructs(stack, root)
        return {name: Construct(found) for name, found in paths_in(root).items()}


def paths_in(root: Mapping) -> dict[str, str]:
    """The construct paths that stand in a template, by logical id."""
    paths: dict[str, str] = {}
    for name, declaration in members(root.items.get("Resources")).items():
        path = text(members(members(declaration).get("Metadata")).get(_PATH))
        if path:
            paths[name] = path
    return paths


def _json(workspace: Workspace, path: str) -> dict[str, Any]:
    """The object in a JSON file; an empty one where there is none."""
    if not files.is_file(path):
        return {}
    import json

    try:
        return _object(json.loads(workspace.read(path).text))
    except (Unreadable, ValueError, RecursionError):
        return {}


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
