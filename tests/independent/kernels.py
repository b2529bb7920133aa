"""Time kernels by direct integration, written from the definition and not from the formula with F and G.

A start falls evenly in [0, Δ]; what is seen in period k is an average over [kΔ, (k+1)Δ]. The time between the start and
the moment looked at is therefore kΔ + zΔ, with z spread like a tent 1 − |z| over [−1, 1]. A kernel is the integral of
tent × response. Responses are straight between their corners, so the product is at most quadratic there and two Gauss
points a piece are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import pairwise
from math import inf, sqrt

GAUSS = (0.5 - 0.5 / sqrt(3.0), 0.5 + 0.5 / sqrt(3.0))


def tent_average(response: Callable[[float], float], corners: Iterable[float], k: int, period: float) -> float:
    """∫ (1 − |z|) response(kΔ + zΔ) dz over [−1, 1]; `corners` are the ages at which the response bends or jumps."""
    cuts = {-1.0, 0.0, 1.0} | {corner / period - k for corner in corners if corner < inf}
    inside = sorted(z for z in cuts if -1.0 <= z <= 1.0)
    total = 0.0
    for left, right in pairwise(inside):
        for point in GAUSS:
            z = left + point * (right - left)
            total += 0.5 * (right - left) * (1.0 - abs(z)) * response((k + z) * period)
    return total


def serving(delay: float, ramp: float, life: float | None, k: int, period: float) -> float:
    """Average share of a unit that serves k periods after the period of its start."""
    end = inf if life is None else delay + life

    def share(age: float) -> float:
        if age < delay:
            return 0.0
        up = 1.0 if ramp <= 0.0 else min((age - delay) / ramp, 1.0)
        return up - (1.0 if age >= end else 0.0)

    return tent_average(share, (delay, delay + ramp, end), k, period)


def paying(first: float, last: float, k: int, period: float) -> float:
    """Share of a payment, spread evenly over [first, last] after the start, that falls k periods after it."""
    if last - first <= 0.0:
        return max(0.0, 1.0 - abs(first / period - k))
    density = 1.0 / (last - first)
    rate = tent_average(lambda age: density if first <= age < last else 0.0, (first, last), k, period)
    return rate * period


def annuity(rate: float, years: float | None) -> float:
    """Yearly payment on one unit of capital."""
    if years is None:
        return rate
    if rate == 0.0:
        return 1.0 / years
    return rate / (1.0 - (1.0 + rate) ** -years)


@lru_cache
def construction_interest(rate: float, build: float, pieces: int = 60) -> float:
    """Worth at first service of one unit spent evenly over the build: ∫₀¹ (1+ρ)^(build·u) du, by Gauss points."""
    points = (build * (i + point) / pieces for i in range(pieces) for point in GAUSS)
    return sum((1.0 + rate) ** years for years in points) / (2 * pieces)
