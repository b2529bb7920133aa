"""The horizon, the reveal and the dates."""

from __future__ import annotations

import pytest

from optimizer.scenario.check import check
from optimizer.scenario.load import loads
from optimizer.scenario.number import Number, Series

from .small import changed, the_error, the_warning, warnings

HORIZONS = {
    "ends before it starts": (
        "{start: 2026, end: 2026}",
        "horizon.end",
        "the end (2026) is not after the start (2026).",
        "`end` is exclusive: one year is {start: 2026, end: 2027}.",
    ),
    "starts within a quarter": (
        "{start: 2026-02, end: 2034}",
        "horizon.start",
        "2026-02 is not the first moment of a quarter.",
        "The nearest is 2026.",
    ),
    "ends within a year": (
        "{start: 2026, end: 2034-07, step: year}",
        "horizon.end",
        "from 2026 to 2034-07 is not a whole number of years.",
        "The nearest end is 2034.",
    ),
    "holds too many periods": (
        "{start: 2000, end: 2200, step: month}",
        "horizon.step",
        "2400 periods are more than the 2000 that can be planned.",
        "Take a longer step or an earlier end.",
    ),
}


@pytest.mark.parametrize(("horizon", "key", "message", "hint"), HORIZONS.values(), ids=HORIZONS.keys())
def test_horizon(horizon: str, key: str, message: str, hint: str) -> None:
    found = the_error(f"horizon: {horizon}")
    assert (found.key, found.message, found.hint) == (key, message, hint)


@pytest.mark.parametrize("end", ["2034-04", "2026-02"])
def test_a_month_is_a_whole_number_of_months(end: str) -> None:
    assert not any("whole" in found.message for found in warnings(f"horizon: {{end: {end}, step: month}}"))


@pytest.mark.parametrize("reveal", ["2026", "2034", "2040", "2026-02"])
def test_reveal_leaves_a_period_on_each_side(reveal: str) -> None:
    found = the_error(f"futures: {{reveal: {reveal}, branches: {{a: {{probability: 1}}}}}}")
    assert found.key == "futures.reveal"
    assert "the horizon is 2026 to 2034" in found.message


@pytest.mark.parametrize("reveal", ["2026-03", "2033-10"])
def test_reveal_one_period_from_an_end_is_right(reveal: str) -> None:
    loads(changed(f"futures: {{reveal: {reveal}, branches: {{a: {{probability: 1}}}}}}"))


def test_disruption_ends_after_it_begins() -> None:
    found = the_error("disruptions: {d: {supply: copper_import, from: 2029, to: 2028-06, loss: 0.5}}")
    assert (found.key, found.message) == ("disruptions.d.to", "the end (2028-06) is not after `from` (2029).")


def test_a_future_can_make_dates_wrong() -> None:
    found = the_error(
        "{disruptions: {d: {supply: copper_import, from: 2029, to: 2030, loss: 0.5}},"
        " futures: {reveal: 2028, branches: {calm: {probability: 0.5},"
        " late: {probability: 0.5, set: {disruptions.d.from: 2031}}}}}"
    )
    assert found.message == "in the future 'late': the end (2030) is not after `from` (2031)."


@pytest.mark.parametrize("window", ["from: 2024, to: 2026", "from: 2034, to: 2035"])
def test_disruption_outside_the_horizon_is_a_warning(window: str) -> None:
    found = the_warning(f"disruptions: {{d: {{supply: copper_import, {window}, loss: 0.5}}}}")
    assert found.message == "it lies outside the horizon (2026 to 2034) and changes nothing."


def test_disruption_of_one_future_before_the_reveal_is_a_warning() -> None:
    found = the_warning(
        "{disruptions: {d: {supply: copper_import, from: 2027, to: 2028, loss: 0.5, future: war}},"
        " futures: {reveal: 2028, branches: {war: {probability: 1}}}}"
    )
    assert found.message == "it ends before the futures part (2028) and changes nothing."


def test_cover_after_the_horizon_is_a_warning() -> None:
    found = the_warning("reserve: {copper: {size: 5, release: any, cover: 60 days, cover_from: 2034}}")
    assert found.message == "2034 lies after the horizon, so no cover is ever held."


def test_a_path_made_in_code_ascends() -> None:
    scenario = loads(changed("{}")).scenario
    fund = scenario.funds["private"]
    path = Series((2030.0, 2028.0), (Number(1.0, "USD/yr"), Number(2.0, "USD/yr")))
    wrong = scenario.model_copy(update={"funds": {"private": fund.model_copy(update={"budget": path})}})
    errors, _ = check(wrong)
    assert [(found.key, found.message) for found in errors] == [
        ("funds.private.budget", "the years of a path ascend, but 2028 follows 2030.")
    ]
