"""(shortfall): what a future falls short of the tail level, which makes bad futures count for more."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

TWO_FUTURES = """
horizon: {end: 2028}
demands: {users: {tiers: [{quantity: {2026.5: 0, 2027.5: 100}, value: 7}]}}
assets:
  plant:
    capacity: t/yr
    capex: 1.3333333333333333
    hurdle_rate: 0
    life: 2 yr
    max_starts: {2026.5: 10, 2027.5: 0}
    modes: {run: {outputs: {good: 1}}}
futures:
  reveal: 2027
  branches:
    boom: {probability: 0.5}
    bust: {probability: 0.5, set: {"demands.users.tiers[0].quantity": 0}}
"""


def value(price: float, risk: str) -> tuple[float, float]:
    """(start, objective) with users who pay `price`, and a `risk` block."""
    answer = solved(
        TWO_FUTURES,
        f"demands: {{users: {{tiers: [{{quantity: {{2026.5: 0, 2027.5: 100}}, value: {price}}}]}}}}",
        f"objective: {{risk: {risk}}}",
    )
    return answer.at("starts", "start"), answer.objective


def test_the_mean_of_the_bad_tail_counts_with_its_weight():
    """A start of 2026 is charged ½·4/3·1.5 = 1 for its 1½ years and earns 7 in a boom, nothing in a bust: Z = 6 and −1.

    Expected 2.5. The worse half is the bust: with weight ½ a start is worth ½·2.5 − ½·1 = 0.75, ten of them 7.5.
    Without the equation nothing would bound the tail level.
    """
    assert value(7, "{weight: 0.5, tail: 0.5}") == near((10, 7.5))


def test_a_wider_tail_takes_in_part_of_the_good_future():
    """The worst 80 % are the bust and 0.3 of the boom: (−0.5 + 0.3·6)/0.8 = 1.625; ½·2.5 + ½·1.625 = 2.0625 each.

    With a tail of 100 % it is the expectation, whatever the weight: 2.5.
    """
    assert value(7, "{weight: 0.5, tail: 0.8}") == near((10, 20.625))
    assert value(7, "{weight: 0.5, tail: 1}") == near((10, 25))


def test_a_gain_on_average_is_left_if_the_bad_future_is_too_bad():
    """At 3 USD Z = 2 and −1: worth ½ expected, but ½·½ − ½·1 < 0 with weight ½, so nothing is started.

    Without care for the tail (weight 0) ten are started, worth 5.
    """
    assert value(3, "{weight: 0.5, tail: 0.5}") == near((0, 0))
    assert value(3, "{weight: 0, tail: 0.5}") == near((10, 5))


def test_futures_without_risk_are_weighed_by_their_probability():
    """The expectation, 2.5 a start, and no tail in the model."""
    answer = solved(TWO_FUTURES)
    assert answer.objective == near(25)
    assert answer.at("demand", "served", future="boom") == near(10)
    assert answer.at("demand", "served", future="bust") == near(0)
