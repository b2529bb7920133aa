"""Designs: which points of a study are taken, and the scenario that each of them is."""
