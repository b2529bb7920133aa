"""Sensitivity indices: how much of a record's variation each factor, and each pair of them, accounts for."""

from optimizer.results.sweep.analysis.indices.all import index_sets as index_sets
from optimizer.results.sweep.analysis.indices.all import notes as notes
