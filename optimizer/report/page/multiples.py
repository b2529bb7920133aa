"""Small multiples: charts that are read side by side, and so have one scale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from optimizer.report.page.facts import Chart, Panel, Series
from optimizer.report.words import scale_for


def common(charts: Sequence[Chart]) -> tuple[Chart, ...]:
    """The charts, whose panels have the same unit, with one scale and the same ends of the axis."""
    panels = [panel for chart in charts for panel in chart.panels]
    if not panels:
        return ()
    ends = [_ends(panel.series) for panel in panels]
    lowest, highest = min(low for low, _ in ends), max(high for _, high in ends)
    scale = scale_for([lowest, highest], panels[0].unit)

    def alike(panel: Panel) -> Panel:
        return replace(panel, scale=scale, ends=(lowest, highest))

    return tuple(replace(chart, panels=tuple(alike(panel) for panel in chart.panels)) for chart in charts)


def _ends(series: Iterable[Series]) -> tuple[float, float]:
    """The lowest and the highest of what is drawn, and 0; bars are stacked, up and down from it."""
    every = list(series)
    rows = [np.nan_to_num(one.values) for one in every if one.role != "bar"]
    bars = np.array([np.nan_to_num(one.values) for one in every if one.role == "bar"])
    if len(bars):
        rows += [np.maximum(bars, 0.0).sum(axis=0), np.minimum(bars, 0.0).sum(axis=0)]
    whole = np.concatenate(rows) if rows else np.zeros(1)
    return float(min(whole.min(initial=0.0), 0.0)), float(max(whole.max(initial=0.0), 0.0))
