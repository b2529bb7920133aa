"""Policy, money and futures that cannot do what they say."""

from __future__ import annotations

import pytest

from optimizer.scenario.load import loads

from .small import changed, the_error, the_warning, warnings

TWO_COVER_ALL = "funds: {private: {covers: all, reinvest: 0.1}, public: {covers: all}}"
FUTURES = "futures: {reveal: 2028, branches: {boom: {probability: 60 %}, bust: {probability: 30 %}}}"
WRONG = {
    "probabilities": (FUTURES, "futures.branches", "the probabilities sum to 90 % (60 % + 30 %), not 100 %."),
    "risk without futures": (
        "objective: {risk: {weight: 0.5, tail: 0.1}}",
        "objective.risk",
        "there are no `futures`, so none is worse than another.",
    ),
    "compute without a demand on compute": (
        "{objective: {maximize: compute}, demands: {ai: {commodity: power}}}",
        "objective.maximize",
        "it is not clear which demand counts as compute: not just one is on a commodity named 'compute'; "
        "the demands are: ai.",
    ),
    "disruption of nothing": (
        "disruptions: {d: {from: 2028, to: 2029, loss: 0.5}}",
        "disruptions.d",
        "a disruption hits either a `supply` or an `asset`; found neither.",
    ),
    "disruption of two things": (
        "disruptions: {d: {supply: copper_import, asset: plant, from: 2028, to: 2029, loss: 0.5}}",
        "disruptions.d",
        "a disruption hits either a `supply` or an `asset`; found both.",
    ),
    "purchases that two funds may pay": (
        f"{{{TWO_COVER_ALL}, demands: {{ai: {{fund: public}}}}}}",
        "supplies.copper_import",
        "2 funds cover all (private, public), so it is not clear which pays for its purchases.",
    ),
    "value that two funds may receive": (
        f"{{{TWO_COVER_ALL}, supplies: {{copper_import: {{fund: public}}}}}}",
        "demands.ai",
        "2 funds cover all (private, public), so it is not clear which receives its value.",
    ),
    "loans above the outlay": (
        "loans: {a: {assets: [plant], share: 0.7, rate: 0.04, tenor: 20},"
        " b: {assets: [data_center, plant], share: 0.5, rate: 0.04, tenor: 20}}",
        "loans.b.share",
        "'plant' may borrow 120 % of its outlay from a, b; 100 % is the most.",
    ),
}


@pytest.mark.parametrize(("patch", "key", "message"), WRONG.values(), ids=WRONG.keys())
def test_an_error(patch: str, key: str, message: str) -> None:
    found = the_error(patch)
    assert (found.key, found.message) == (key, message)
    assert found.where.startswith("small.yaml:")


RIGHT_THINGS = {
    "thirds": (
        "futures: {reveal: 2028, branches: {a: {probability: 33.33333 %}, b: {probability: 33.33333 %},"
        " c: {probability: 33.33334 %}}}"
    ),
    "compute by name": "objective: {maximize: compute, demand: ai}",
    "compute by commodity": "objective: {maximize: compute}",
    "one fund that covers all": "funds: {private: {covers: all, reinvest: 0.1}}",
    "value without reinvestment": (
        "{funds: {private: {covers: all}, public: {covers: all}}, supplies: {copper_import: {fund: public}}}"
    ),
    "loans of the whole outlay": "loans: {a: {assets: [plant], share: 100 %, rate: 0.04, tenor: 20}}",
}


@pytest.mark.parametrize("patch", RIGHT_THINGS.values(), ids=RIGHT_THINGS.keys())
def test_nothing_to_tell(patch: str) -> None:
    assert loads(changed(patch)).warnings == ()


ODD = {
    "reinvestment of capital only": (
        "funds: {private: {reinvest: 0.1}}",
        "funds.private.reinvest",
        "this has no effect: the fund covers capital only.",
    ),
    "purchases from a fund for capital": (
        "supplies: {copper_import: {fund: private}}",
        "supplies.copper_import.fund",
        "this has no effect: 'private' covers capital only.",
    ),
    "credit for what cannot be built": (
        "{assets: {plant: {capex: null}}, credits: {c: {rates: {plant: 35 %}}}}",
        "credits.c.rates.plant",
        "'plant' cannot be built (it has no capex), so this changes nothing.",
    ),
    "loan for what cannot be built": (
        "{assets: {plant: {capex: null}}, loans: {g: {assets: [plant], share: 0.5, rate: 0.04, tenor: 20}}}",
        "loans.g.assets[0]",
        "'plant' cannot be built (it has no capex), so this changes nothing.",
    ),
    "lane for what cannot be built": (
        "{assets: {plant: {capex: null}}, permitting: {lanes: {fast: {assets: [data_center, plant]}}}}",
        "permitting.lanes.fast.assets[1]",
        "'plant' cannot be built (it has no capex), so this changes nothing.",
    ),
    "credit where the asset does not stand": (
        "{assets: {data_center: {regions: [west]}}, credits: {c: {rates: {data_center: 35 %}, regions: [east]}}}",
        "credits.c.rates.data_center",
        "the credit is paid in east, but 'data_center' stands in west.",
    ),
    "credit window that ends before any construction": (
        "credits: {c: {rates: {data_center: 35 %, plant: 35 %}, construction_begins: [2023, 2026-12-31]}}",
        "credits.c.rates.data_center",
        "the credit needs construction to begin before 2027, but with its permit the first 'data_center' of this plan "
        "begins in 2027: none can qualify.",
    ),
    "credit window after the horizon": (
        "credits: {c: {rates: {data_center: 35 %, plant: 35 %}, construction_begins: [2034, 2036]}}",
        "credits.c.construction_begins",
        "it begins in 2034, after the horizon.",
    ),
    "build that outlasts the horizon": (
        "assets: {plant: {permit: 36 months, build: 5 yr}}",
        "assets.plant.build",
        "permit (3 yr) and build (5 yr) outlast the horizon (8 yr), so none will be built.",
    ),
    "permit that outlasts the horizon": (
        "assets: {plant: {permit: 12 yr}}",
        "assets.plant.permit",
        "permit (12 yr) and build (12 months) outlast the horizon (8 yr), so none will be built.",
    ),
    "growth from nothing": (
        "assets: {plant: {growth: {rate: 35 %/yr}}}",
        "assets.plant.growth",
        "with no `seed` and no `recent_starts`, growth of 35 %/yr stays at nothing.",
    ),
    "reserve that is never drawn": (
        "reserve: {copper: {size: 5 kt}}",
        "reserve.copper.release",
        "it is released in a disruption, but nothing disrupts 'copper' within the horizon: it is never drawn.",
    ),
}


@pytest.mark.parametrize(("patch", "key", "message"), ODD.values(), ids=ODD.keys())
def test_a_warning(patch: str, key: str, message: str) -> None:
    found = the_warning(patch)
    assert (found.key, found.message) == (key, message)


NOT_ODD = {
    "a lane that is fast enough for the credit": (
        "{permitting: {lanes: {fast: {factor: 0.5}}},"
        " credits: {c: {rates: {data_center: 35 %}, construction_begins: [2023, 2026-12-31]}}}"
    ),
    "a credit switched off": "credits: {c: {rates: {data_center: 0}, construction_begins: [2023, 2026-12-31]}}",
    "a build that just ends": "assets: {plant: {permit: 0, build: 95 months}}",
    "a reserve of size 0": "reserve: {copper: {size: 0}}",
    "a reserve for a disruption in one future": (
        "{reserve: {copper: {size: 5 kt}},"
        " disruptions: {d: {supply: copper_import, from: 2028, to: 2029, loss: 0.5, future: war}},"
        " futures: {reveal: 2028, branches: {war: {probability: 1}}}}"
    ),
}


@pytest.mark.parametrize("patch", NOT_ODD.values(), ids=NOT_ODD.keys())
def test_no_warning(patch: str) -> None:
    assert warnings(patch) == ()


def test_a_closed_lane_does_not_save_a_credit() -> None:
    found = the_warning(
        "{permitting: {lanes: {fast: {factor: 0.5, throughput: 0}}},"
        " credits: {c: {rates: {data_center: 35 %}, construction_begins: [2023, 2026-12-31]}}}"
    )
    assert found.key == "credits.c.rates.data_center"


def test_credits_and_loans_above_the_cost_are_a_warning() -> None:
    """45 % of all of it and 60 % lent are 105 %: building more would be a gain. On a basis of 80 % they are 96 %."""
    loan = "loans: {doe: {assets: [plant], share: 0.6, rate: 0.03, tenor: 20}}"
    found = the_warning(f"{{credits: {{itc: {{rates: {{plant: 0.45}}}}}}, {loan}}}")
    assert (found.key, found.message) == (
        "credits.itc.rates.plant",
        "credits and loans are 105 % of the cost of 'plant' (credits.itc.rates.plant, loans.doe.share): "
        "public money pays all of it, and the plan may be unbounded.",
    )
    assert found.where.startswith("small.yaml:")
    assert warnings(f"{{credits: {{itc: {{rates: {{plant: 0.45}}, basis: 0.8}}}}, {loan}}}") == ()


def test_credits_are_added_up_by_region() -> None:
    def both(second: str) -> str:
        part = "{rates: {plant: 0.6}, regions: [%s]}"
        return f"credits: {{a: {part % 'east'}, b: {part % second}}}"

    assert "120 %" in the_warning(both("east")).message
    assert warnings(both("west")) == ()
