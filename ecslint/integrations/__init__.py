"""Where ecslint runs inside other programs."""
