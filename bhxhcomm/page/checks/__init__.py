"""Checks on what was laid out: nothing is lost, everything can be read."""
