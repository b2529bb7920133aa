"""Numbers and names in the templates."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from optimizer.report.grids import Grid
from optimizer.report.page.result import first_upper
from optimizer.report.words import number, percent


def step(share: float) -> str:
    """A step of the map's shades: 0.3 %.

    >>> step(0.003)
    '0.3 %'
    """
    return f"{number(100.0 * share)} %"


def share(value: float) -> str:
    """A share of the plan's value to three digits: small ones are told apart on the map.

    >>> share(0.0003456), share(0.151), share(0.0)
    ('0.0346 %', '15.1 %', '0 %')
    """
    return f"{number(100.0 * value)} %" if abs(value) >= 1e-6 else "0 %" if value == 0 else "<0.001 %"


def is_numeric(grid: Grid) -> bool:
    """Whether the cells of a table are numbers, which stand to the right."""
    cells = [cell for line in grid.lines for cell in line.cells]
    return all(cell[:1] in "0123456789+-<>–" and len(cell) < 14 for cell in cells if cell)


def breakable(key: str) -> Markup:
    """A key of the scenario that may be broken after its dots and lines.

    >>> breakable("assets.hbm_fab")
    Markup('assets.<wbr>hbm_<wbr>fab')
    """
    return Markup(re.sub(r"([._\]])", r"\1<wbr>", str(escape(key))))


def tight(text: str) -> str:
    """Text in which per cent stay with their number.

    >>> tight("27 % of it") == "27\\u00a0% of it"
    True
    """
    return re.sub(r"(?<=\d) (?=%)", "\u00a0", text)


FILTERS: dict[str, Callable[..., Any]] = {
    "percent": percent,
    "step": step,
    "share": share,
    "first_upper": first_upper,
    "numeric": is_numeric,
    "breakable": breakable,
    "tight": tight,
}
