"""The HCL language: syntax tree, parser, evaluator and functions."""
