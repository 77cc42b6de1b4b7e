"""The rule engine: what a rule is, how it is run in every world, and what comes out."""
