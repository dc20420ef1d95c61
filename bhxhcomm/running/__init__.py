"""Builds as they run: what is out of date is made and put in its place, here, in a pool, or on a cluster."""
