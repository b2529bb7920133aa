"""Sweeps: many scenarios from one study file, each at the price of a warm solve."""
