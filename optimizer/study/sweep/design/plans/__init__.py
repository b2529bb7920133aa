"""Designs: how the levels of the factors are put together, one row of levels a point."""
