"""The cache of results: what the rules gave of a unit, kept until something changes that it rests on."""
