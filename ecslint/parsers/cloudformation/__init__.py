"""CloudFormation templates, in YAML and JSON, what CDK synthesises among them."""

from __future__ import annotations

from ecslint.parsers.cloudformation.document import recognise
from ecslint.parsers.cloudformation.nesting import load

__all__ = ["load", "recognise"]
