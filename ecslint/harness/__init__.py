"""The test of rules by their pages: examples, what they must give, and two properties of every rule."""
