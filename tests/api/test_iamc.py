"""IAMC data: sums over years and regions, futures, names; checked against metrics and tables, not themselves."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from optimizer import Result
from optimizer.study.exchange import iamc, take
from optimizer.study.exchange.segments import part, segments
from optimizer.study.exchange.variables import MADE, PUBLIC_COST, VARIABLES, Over
from optimizer.study.exchange.yearly import Yearly

from .conftest import SCENARIOS

INDEX = ["model", "scenario", "region", "variable", "unit"]


def read(result: Result, folder: Path) -> pd.DataFrame:
    """The file that a result gives, as a reader sees it; years are the columns."""
    return pd.read_csv(result.export(folder / "x.iamc.csv"), index_col=INDEX)


@pytest.fixture(scope="module")
def simple(tutorial: Result, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return read(tutorial, tmp_path_factory.mktemp("iamc"))


@pytest.fixture(scope="module")
def rich(futures: Result, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Regions and futures, by quarter."""
    return read(futures, tmp_path_factory.mktemp("iamc"))


def row(frame: pd.DataFrame, variable: str, scenario: str | None = None, region: str | None = None) -> np.ndarray:
    """The years of the one row that fits."""
    for level, wanted in (("variable", variable), ("scenario", scenario), ("region", region)):
        frame = frame if wanted is None else frame.xs(wanted, level=level, drop_level=False)
    assert len(frame) == 1, frame
    return frame.to_numpy()[0]


def units(frame: pd.DataFrame) -> dict[str, str]:
    return dict(frame.reset_index()[["variable", "unit"]].itertuples(index=False))


def test_form_is_the_one_pyam_reads(simple: pd.DataFrame) -> None:
    assert list(simple.columns) == [str(year) for year in range(2026, 2034)]
    assert simple.index.is_unique
    assert set(simple.index.get_level_values("model")) == {"optimizer"}
    assert set(simple.index.get_level_values("scenario")) == {"tutorial"}
    assert np.isfinite(simple.to_numpy()).all()


def test_the_only_region_stands_for_the_country(simple: pd.DataFrame) -> None:
    assert set(simple.index.get_level_values("region")) == {"US"}


@pytest.mark.parametrize(
    ("variable", "metric"),
    [
        ("Investment", "capital"),
        ("Public Cost|Credits", "credits"),
        ("Tariff Revenue", "tariff_revenue"),
        ("Public Cost|Reserve", "reserve_cost"),
        ("Public Cost|Levers", "lever_cost"),
        ("Public Cost", "public_cost"),
    ],
)
def test_sums_over_the_years_are_the_metrics(futures: Result, rich: pd.DataFrame, variable: str, metric: str) -> None:
    assert futures.value(metric) != 0
    assert row(rich, variable, "futures+staff", "national").sum() == pytest.approx(futures.value(metric))


def test_loans_are_part_of_the_public_cost(solved: Callable[..., Result], tmp_path: Path) -> None:
    result = solved(SCENARIOS / "fab_loan_guarantees.yaml")
    frame = read(result, tmp_path)
    assert result.value("loan_subsidy") > 0
    assert row(frame, "Public Cost|Loan Subsidy").sum() == pytest.approx(result.value("loan_subsidy"))
    assert row(frame, "Public Cost").sum() == pytest.approx(result.value("public_cost"))


@pytest.mark.parametrize("which", ["simple", "rich"])
def test_compute_served_is_the_metric_of_each_year(which: str, request: pytest.FixtureRequest) -> None:
    frame: pd.DataFrame = request.getfixturevalue(which)
    result: Result = request.getfixturevalue("tutorial" if which == "simple" else "futures")
    name = "Ai compute" if which == "simple" else "AI"
    name = next(
        v for v in frame.index.get_level_values("variable") if v.startswith("Demand|Compute|") and "Served" in v
    )
    served = row(frame, name, result.folder.name)
    assert units(frame)[name] == "MW"
    for year, value in zip(frame.columns, served, strict=True):
        assert value == pytest.approx(result.value(f"compute_end:{year}"))


def test_additions_are_what_building_takes_at_completion(simple: pd.DataFrame, rich: pd.DataFrame) -> None:
    """The model books what a plant takes on completion when it begins to serve, in its own way."""
    servers = row(simple, "Capacity Additions|Server fleet")
    assert servers.sum() > 0
    assert servers == pytest.approx(row(simple, "Construction Input|Chip|Server fleet") / 30.0)
    halls = row(simple, "Capacity Additions|Data center")
    assert halls == pytest.approx(row(simple, "Construction Input|Transformer|Data center") / 2.0)
    for scenario in ("futures+staff", "futures+staff (calm)", "futures+staff (embargo)"):
        halls = row(rich, "Capacity Additions|Hall", scenario, "national")
        assert halls.sum() > 0
        assert halls == pytest.approx(row(rich, "Construction Input|Copper|Hall", scenario, "national"))


def test_expected_values_weigh_the_futures(rich: pd.DataFrame) -> None:
    values = rich.droplevel(["model", "unit"]).unstack("scenario").fillna(0.0)
    for year in rich.columns:
        weighed = 0.75 * values[year, "futures+staff (calm)"] + 0.25 * values[year, "futures+staff (embargo)"]
        assert weighed.to_numpy() == pytest.approx(values[year, "futures+staff"].to_numpy(), rel=1e-9, abs=1e-6)
    calm, embargo = (row(rich, "Supply|Copper", f"futures+staff ({name})") for name in ("calm", "embargo"))
    assert calm[0] == embargo[0]
    assert calm[1] > embargo[1]


def test_regions_add_up_to_the_country(rich: pd.DataFrame) -> None:
    for variable, region in (("Capacity|Plant", "north"), ("Operating Cost|Hall", "south"), ("Investment", "south")):
        own = row(rich, variable, "futures+staff", region)
        assert own.sum() > 0
        assert own == pytest.approx(row(rich, variable, "futures+staff", "national"))


def test_prices_of_regions_are_not_added(rich: pd.DataFrame) -> None:
    regions = {region for _, _, region, variable, _ in rich.index if variable == "Price|Power"}
    assert regions == {"north", "south"}
    assert units(rich)["Price|Power"] == "USD_2025/MW/yr"
    assert units(rich)["Investment"] == "USD_2025/yr"


def test_trade_stands_between_its_regions(rich: pd.DataFrame) -> None:
    sent, arrived = (row(rich, f"Trade|Power|{what}", "futures+staff", "north>south") for what in ("Sent", "Arrived"))
    assert sent.sum() > 0
    assert arrived == pytest.approx(0.9 * sent)


def test_levels_are_means_or_stand_at_the_end_of_a_year(futures: Result, rich: pd.DataFrame) -> None:
    table = futures.tables["capacity"].query(
        "quantity == 'in_service' and asset == 'hall' and future in ['all', 'calm']"
    )
    by_year = table.groupby(table["period"].str[:4])["value"]
    assert (by_year.count() == 4).all()
    shown = row(rich, "Capacity|Hall", "futures+staff (calm)", "national")
    assert shown == pytest.approx(by_year.mean().to_numpy())
    levels = futures.tables["reserve"].query("quantity == 'level' and commodity == 'copper'")
    ends = levels[levels["future"].isin(["all", "calm"]) & levels["period"].str.endswith("Q4")]["value"]
    assert row(rich, "Reserve|Copper|Level", "futures+staff (calm)") == pytest.approx(ends.to_numpy())


def test_a_year_in_part_has_what_falls_in_it(solved: Callable[..., Result], tmp_path: Path) -> None:
    file = tmp_path / "half.yaml"
    text = (SCENARIOS / "tutorial.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("start: 2026, end: 2034, step: year", "start: 2026.5, end: 2028, step: quarter"))
    result = solved(file)
    frame = read(result, tmp_path)
    assert list(frame.columns) == ["2026", "2027"]
    first = result.tables["demand"].query("quantity == 'wanted' and period in ['2026Q3', '2026Q4']")["value"].sum()
    assert row(frame, "Demand|Compute|AI compute|Wanted")[0] == pytest.approx(first)
    capacity = result.tables["capacity"].query("quantity == 'in_service' and asset == 'grid' and period < '2027'")
    assert row(frame, "Capacity|Grid")[0] == pytest.approx(capacity["value"].mean())


def test_every_sum_is_over_its_components(rich: pd.DataFrame, simple: pd.DataFrame) -> None:
    for frame in (rich.xs("futures+staff", level="scenario").xs("national", level="region"), simple):
        values = dict(zip(frame.index.get_level_values("variable"), frame.to_numpy(), strict=True))
        for total in (
            "Investment",
            "Operating Cost",
            "Purchases",
            "Tariff Revenue",
            "Public Cost",
            "Public Cost|Credits",
        ):
            depth = total.count("|") + 1
            parts = [v for name, v in values.items() if name.startswith(f"{total}|") and name.count("|") == depth]
            if parts:
                assert values[total] == pytest.approx(np.sum(parts, axis=0)), total


def test_every_variable_can_be_made(tutorial: Result) -> None:
    """Each pattern fits its table, and says what it is."""
    yearly = Yearly.of(take(tutorial.folder).tables, tutorial.scenario)
    for variable in VARIABLES:
        assert variable.meaning
        assert set(variable.keys) <= set(yearly.tables[variable.table].columns), variable
        yearly.lines(variable)
        assert (variable.over is Over.SUM) or len(variable.quantities) == 1
    assert set(MADE) == {PUBLIC_COST, "Public Cost|Levers"}
    names = [variable.name for variable in VARIABLES] + list(MADE)
    assert len(set(names)) == len(names)


def test_names_stay_apart_and_have_no_signs_of_their_own(tutorial: Result) -> None:
    asset = tutorial.scenario.assets["grid"]
    names = ("data_center", "data center", "Data_Center", "a|b*")
    scenario = tutorial.scenario.model_copy(update={"assets": dict.fromkeys(names, asset)})
    assert list(segments(scenario)["asset"].values()) == ["Data center", "Data center #2", "Data Center #3", "A/bx"]
    assert part("goes_mill") == "GOES mill"


def test_no_cell_is_a_formula(tutorial: Result, tmp_path: Path) -> None:
    found = replace(take(tutorial.folder), folder=tmp_path / "=cmd()|' -x'")
    path = tmp_path / "x.iamc.csv"
    iamc.write(found, path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1][1] == "'=cmd()|' -x'"
    for cells in rows:
        assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


@pytest.mark.filterwarnings("ignore")  # pyam and what it imports warn of much
def test_pyam_reads_it(futures: Result, tmp_path: Path) -> None:
    pyam = pytest.importorskip("pyam", reason="pyam is not installed: pip install pyam-iamc", exc_type=ImportError)
    frame = pyam.IamDataFrame(futures.export(tmp_path / "x.iamc.csv"))
    assert len(frame.scenario) == 3
    for name in frame.scenario:
        assert frame.filter(scenario=name).scenario == [name]
    assert frame.check_aggregate("Investment") is None
    assert frame.check_aggregate_region("Capacity|Plant", region="national", subregions=["north", "south"]) is None
