"""The tree of futures: common decisions before the reveal, each future's own after it, weighed by probability."""

from __future__ import annotations

from tests.equations.scenarios import near, solved

PLANT = """
assets:
  plant:
    capacity: t/yr
    capex: 4
    hurdle_rate: 0
    life: 2 yr
    build: 1 yr
    max_starts: 4
    modes: {run: {outputs: {good: 1}}}
"""
BOOM_OR_BUST = """
futures:
  reveal: 2027
  branches:
    boom: {probability: 0.3}
    bust: {probability: 0.7, set: {"demands.users.tiers[0].quantity": 0}}
"""


def test_what_is_decided_before_the_reveal_is_the_same_in_all_futures():
    """A plant started in 2026 serves half of 2027 and all of 2028: earns 15 in a boom (30 %), nothing in a bust, and
    is charged ½·4·1.5 = 3 in both: 4.5 − 3 > 0, so 4 are started for all futures.

    After the reveal the boom starts 4 more, which serve half of 2028, worth 5 for a charge of 1; the bust none.
    Worth 4·1.5 + 0.3·4·4 = 10.8. With foresight of the future it would be 0.3·(4·12 + 4·4) = 19.2.
    """
    answer = solved(PLANT, BOOM_OR_BUST)
    assert answer.at("starts", "start", "2026", future="all") == near(4)
    assert answer.at("starts", "start", "2027", future="boom") == near(4)
    assert answer.at("starts", "start", "2027", future="bust") == near(0)
    assert answer.at("capacity", "in_service", "2028", future="boom") == near(6)
    assert answer.at("capacity", "in_service", "2028", future="bust") == near(4)
    assert answer.objective == near(10.8)


def test_a_late_reveal_leaves_more_to_be_decided_in_common():
    """Revealed in 2028, all of 2027 is common, its users and its starts: those of 2026 earn 5 there and 0.3·10 in
    2028 for a charge of 3, those of 2027 0.3·5 for a charge of 1. 4·5 + 4·0.5 = 22; a bust would not start any in
    2027.
    """
    answer = solved(PLANT, BOOM_OR_BUST, "futures: {reveal: 2028}")
    assert answer.at("starts", "start", "2027", future="all") == near(4)
    assert answer.objective == near(22)


def test_prices_and_duals_of_a_future_are_told_in_its_own_money():
    """2 t/yr for users of 100 t at 10 USD: the price is 10 in a future, whatever its probability, and a tonne of
    capacity there adds 10 times it to the expectation."""
    answer = solved(
        BOOM_OR_BUST,
        "assets: {plant: {capacity: t/yr, existing: 2, modes: {run: {outputs: {good: 1}}}}}",
    )
    assert answer.at("prices", "price", "2028", future="boom") == near(10)
    assert answer.at("prices", "price", "2028", future="bust") == near(0)
    assert answer.limit("existing", "plant", "2028", future="boom").dual == near(3)
    assert answer.limit("existing", "plant", "2026", future="all").dual == near(10)
    assert answer.objective == near(20 + 0.3 * 40)
    assert answer.metric("npv") == near(answer.objective)


def test_a_plant_has_the_attributes_of_the_node_in_which_it_starts():
    """In the slow future building takes 2 years for what starts there, not for what began before the reveal.

    4 started in 2026 serve from 2027 on in both; 4 of 2027 half of 2028 in the normal one, nothing in the slow one,
    where they would serve after the horizon only.
    """
    answer = solved(
        PLANT,
        """
        futures:
          reveal: 2027
          branches:
            normal: {probability: 0.5}
            slow: {probability: 0.5, set: {assets.plant.build: 2 yr}}
        """,
    )
    assert answer.at("capacity", "in_service", "2028", future="normal") == near(6)
    assert answer.at("capacity", "in_service", "2028", future="slow") == near(4)
    assert answer.at("starts", "start", "2027", future="slow") == near(0)


def test_a_disruption_of_one_future_leaves_the_others_alone():
    """60 % of 10 t/yr lost in one future from mid 2026 on, known from 2027: 2026 is untouched, then 4 t there, 10 t
    else.
    """
    answer = solved(
        """
        supplies: {market: {commodity: good, tiers: [{quantity: 10, price: 1}]}}
        disruptions: {embargo: {supply: market, from: 2026.5, to: 2030, loss: 60 %, future: dry}}
        futures: {reveal: 2027, branches: {dry: {probability: 0.5}, wet: {probability: 0.5}}}
        """
    )
    assert answer.at("supply", "bought", "2026") == near(10)
    assert answer.at("supply", "bought", "2027", future="dry") == near(4)
    assert answer.at("supply", "bought", "2027", future="wet") == near(10)


def test_stock_reaches_every_future_in_full():
    """3 t kept in 2026 are there in each future of 2027, not shared between them; worth 9 in each."""
    answer = solved("""
    commodities: {good: {max_stock: 3}}
    supplies: {market: {commodity: good, tiers: [{quantity: {2026.5: 10, 2027.5: 0}, price: 1}]}}
    demands: {users: {tiers: [{quantity: {2026.5: 0, 2027.5: 100}, value: 10}]}}
    futures: {reveal: 2027, branches: {dry: {probability: 0.5}, wet: {probability: 0.5}}}
    """)
    assert answer.at("demand", "served", future="dry") == near(3)
    assert answer.at("demand", "served", future="wet") == near(3)
    assert answer.objective == near(27)
