"""Baseline: what was found when a repository began with ecslint, and how that is known again."""
