"""The numbers of charts and of the map as JSON that is safe inside HTML."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np

from optimizer.report.page.facts import Chart, Field, FieldAxis, HeatMap, MapRow, Panel, Series, Spot

DIGITS = 6
"""Significant digits of the numbers of charts; tables/*.csv hold them all."""
EXACT = 10
"""Those of fields, and of charts that do not begin at 0, where values that hardly differ are told apart."""
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def charts(found: Iterable[Chart]) -> str:
    """Charts by their ids."""
    return safe({chart.id: _chart(chart) for chart in found})


def maps(found: Iterable[HeatMap], fields: Iterable[Field] = ()) -> str:
    """Maps by their ids: shares in per cent, use in whole per cent; and fields by theirs."""
    return safe({**{one.id: _map(one) for one in found}, **{one.id: _field(one) for one in fields}})


def safe(data: Any) -> str:
    """JSON without any character that means something to HTML.

    >>> safe({"name": "</script><b>"})
    '{"name":"\\\\u003c/script\\\\u003e\\\\u003cb\\\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter, escaped in _UNSAFE.items():
        text = text.replace(letter, escaped)
    return text


def _chart(chart: Chart) -> dict[str, Any]:
    return {
        "title": chart.title,
        "labels": chart.labels,
        "per": chart.per,
        "small": chart.small,
        "panels": [_panel(panel) for panel in chart.panels],
        "marks": [{"first": mark.first, "last": mark.last, "label": mark.label} for mark in chart.marks],
        **({"at": numbers(chart.at), "axis": chart.axis, "labelled": chart.labelled} if chart.at else {}),
        **({"spots": [_spot(spot) for spot in chart.spots]} if chart.spots else {}),
        **({"margin": numbers(chart.margin)} if chart.margin else {}),
        **({"unclear": chart.unclear} if chart.unclear else {}),
    }


def _spot(spot: Spot) -> dict[str, Any]:
    at, low, high = numbers([spot.at, spot.low, spot.high])
    return {"at": at, "low": low, "high": high, "label": spot.label}


def _panel(panel: Panel) -> dict[str, Any]:
    return {
        "title": panel.title,
        "unit": panel.unit,
        "factor": panel.scale.factor,
        "label": panel.scale.label,
        **({"ends": numbers(panel.ends)} if panel.ends else {}),
        **({} if panel.from_zero else {"free": True}),
        **({} if panel.places is None else {"places": panel.places}),
        "series": [_series(each, DIGITS if panel.places is None else EXACT) for each in panel.series],
    }


def _series(each: Series, digits: int) -> dict[str, Any]:
    margin = {} if each.margin is None else {"margin": numbers(each.margin)}
    values = numbers(each.values, digits)
    return {"name": each.name, "role": each.role, "colour": each.colour, "values": values, **margin}


def _field(one: Field) -> dict[str, Any]:
    return {
        "title": one.title,
        "x": _side(one.x),
        "y": _side(one.y),
        "layers": [
            {
                "name": layer.name,
                "unit": layer.unit,
                "factor": layer.scale.factor,
                "label": layer.scale.label,
                "edges": numbers(layer.edges, EXACT),
                "places": layer.places,
                "coarse": layer.coarse,
                "note": layer.note,
                "values": [numbers(line, EXACT) for line in layer.values],
            }
            for layer in one.layers
        ],
        "kinds": [
            {"name": kind.name, "at": kind.label, "colour": kind.colour, "letter": kind.letter, "hatch": kind.hatch}
            for kind in one.kinds
        ],
        "holds": one.holds.tolist(),
        "worth": [numbers(line, 4) for line in one.worth],
        "points": one.points,
    }


def _side(axis: FieldAxis) -> dict[str, Any]:
    return {"name": axis.name, "labels": axis.labels, "base": axis.base, "texts": axis.texts}


def _map(one: HeatMap) -> dict[str, Any]:
    return {
        "title": one.title,
        "corner": one.corner,
        "labels": one.labels,
        "rows": [_row(row) for row in one.rows],
    }


def _row(row: MapRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "shares": numbers(100.0 * row.shares, 4),
        "use": [None if np.isnan(use) else round(100.0 * use) for use in row.use.tolist()],
        "limits": [_row(limit) for limit in row.limits],
    }


def numbers(values: Iterable[float] | np.ndarray, digits: int = DIGITS) -> list[float | int | None]:
    """Numbers to so many significant digits, None for what is none; whole ones without a point, which is shorter."""
    found: list[float | int | None] = []
    for value in np.asarray(values, float).tolist():
        if not np.isfinite(value):
            found.append(None)
            continue
        rounded = float(f"{value:.{digits}g}")
        found.append(int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded)
    return found
