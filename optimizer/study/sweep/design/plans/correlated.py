"""Rank correlation within groups of factors, the same for every two members."""

from __future__ import annotations

import math

import numpy as np

from optimizer.study.sweep.design.groups import Groups, pearson_of
from optimizer.study.sweep.design.needs import scipy_stats


def correlated(shares: np.ndarray, groups: Groups) -> np.ndarray:
    """Independent shares of 1, shape (points, factors), made to depend on each other: a Gaussian copula.

    Normal numbers whose Pearson correlation is 2 sin(pi rho / 6) have the rank correlation rho (Pearson 1907).
    """
    made = shares.copy()
    for group, correlation in groups.correlations.items():
        members = list(groups.members[group])
        normal = scipy_stats().norm
        scores = normal.ppf(_inside(shares[:, members])) @ _root(correlation, len(members)).T
        made[:, members] = normal.cdf(scores)
    return made


def reordered(shares: np.ndarray, groups: Groups, seed: int) -> np.ndarray:
    """The same shares in each column, in an order with the correlation of the group.

    So every slice of a Latin hypercube keeps its point (Iman and Conover 1982): the columns take the ranks of normal
    numbers that have that correlation, with what chance correlates them taken out.
    """
    made = shares.copy()
    for at, (group, correlation) in enumerate(groups.correlations.items()):
        members = list(groups.members[group])
        scores = _scores(shares.shape[0], len(members), np.random.default_rng([seed, at]))
        wanted = scores @ _root(correlation, len(members)).T
        for column, member in enumerate(members):
            ranks = np.argsort(np.argsort(wanted[:, column], kind="stable"), kind="stable")
            made[:, member] = np.sort(shares[:, member])[ranks]
    return made


def _scores(points: int, members: int, random: np.random.Generator) -> np.ndarray:
    """Van der Waerden scores in random order, without correlation where there are points enough."""
    normal = scipy_stats().norm.ppf(np.arange(1, points + 1) / (points + 1))
    scores = np.column_stack([random.permutation(normal) for _ in range(members)])
    if points <= members + 1:
        return scores
    by_chance = np.linalg.cholesky(np.corrcoef(scores, rowvar=False))
    return scores @ np.linalg.inv(by_chance).T


def _root(correlation: float, count: int) -> np.ndarray:
    """The symmetric root of a correlation matrix with one rank correlation throughout, shape (count, count)."""
    pearson = pearson_of(correlation)
    shared = np.full((count, count), 1.0 / count)
    apart, along = max(1.0 - pearson, 0.0), max(1.0 + (count - 1) * pearson, 0.0)
    return math.sqrt(apart) * (np.eye(count) - shared) + math.sqrt(along) * shared


def _inside(shares: np.ndarray) -> np.ndarray:
    """Shares away from 0 and 1, whose normal numbers are infinite."""
    return np.clip(shares, 1e-12, 1.0 - 1e-12)
