"""ecslint: finds the mismatches in Amazon ECS configuration before a deployment does."""

__version__ = "0.1.0"
