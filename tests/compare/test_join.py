"""Tables joined row by row, and the facts as tables."""

from __future__ import annotations

from typing import Any

from optimizer.results.compare.join import joined, joined_columns
from optimizer.results.compare.tables import tables
from optimizer.results.tables import Table
from tests.compare.cases import CHAIN, all_compared, read, side
from tests.unit.solutions import limit, table


def starts(*rows: tuple[str, float, str]) -> dict[str, Table]:
    """Tables with starts of assets: (asset, value, unit)."""
    made = [("US", asset, "standard", "1", "all", "2027", "start", value, unit) for asset, value, unit in rows]
    return {"starts": table("starts", made)}


def rows(name: str, before: dict[str, Table], after: dict[str, Table]) -> list[dict[str, Any]]:
    return [dict(zip(joined_columns(name), row, strict=True)) for row in joined(name, before, after)]


def test_a_row_of_either_is_there_and_what_is_the_same_is_not() -> None:
    found = rows(
        "starts",
        starts(("fab", 5.0, "MW"), ("mill", 3.0, "MW"), ("kiln", 1.0, "MW")),
        starts(("fab", 5.0 + 1e-9, "MW"), ("mill", 4.0, "MW"), ("oven", 2.0, "MW")),
    )
    assert [(row["asset"], row["before"], row["after"], row["change"]) for row in found] == [
        ("mill", 3.0, 4.0, 1.0),
        ("kiln", 1.0, "", -1.0),
        ("oven", "", 2.0, 2.0),
    ]
    assert {row["unit"] for row in found} == {"MW"}
    assert {row["quantity"] for row in found} == {"start"}


def test_rounding_beside_nothing_is_nothing() -> None:
    assert rows("starts", starts(("fab", 5.0, "MW")), starts(("fab", 5.0, "MW"), ("mill", 1e-12, "MW"))) == []


def test_rows_whose_units_differ_have_no_change() -> None:
    (row,) = rows("starts", starts(("fab", 5.0, "MW")), starts(("fab", 5.0, "GW")))
    assert (row["change"], row["unit"]) == ("", "GW | MW")


def test_each_number_of_a_limit_is_a_row_in_its_unit() -> None:
    one, other = (
        {"limits": table("limits", [limit("existing", "fab", "2027", 5.0, dual, unit="MW", full=True)])}
        for dual in (1.0, 2.0)
    )
    (row,) = rows("limits", one, other)
    assert (row["kind"], row["quantity"], row["change"], row["unit"]) == ("existing", "dual", 1.0, "USD/(MW)")


def test_a_result_beside_itself_joins_to_nothing() -> None:
    it = side(read(CHAIN)).solution.tables
    assert all(list(joined(name, it, it)) == [] for name in it)


def test_tables_of_facts_have_a_unit_and_as_many_cells_as_columns() -> None:
    for name, (columns, found) in tables(all_compared(read(CHAIN), read(CHAIN, "more_ore"))).items():
        listed = list(found)
        assert all(len(row) == len(columns) for row in listed), name
        assert "unit" in columns or name in ("subjects", "limits", "binding"), name
    assert columns
