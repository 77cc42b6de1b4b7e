"""Suppression: what a person has asked not to hear, where they asked it, and what came of it."""
