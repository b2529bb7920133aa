"""What two factors do together beyond what each does alone: the departure of a plane from a sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from optimizer.results.sweep.analysis.facts import Plane, Together
from optimizer.results.sweep.analysis.rounding import ROUNDING, is_constant
from optimizer.results.sweep.analysis.sample import Axis, Sample


def together(sample: Sample, planes: Iterable[Plane]) -> Iterator[Together]:
    """For every plane and record, the pair of levels at which the two do most beyond their sum."""
    axes = {axis.name: axis for axis in sample.axes}
    place = {row.number: at for at, row in enumerate(sample.rows)}
    for plane in planes:
        for record in sample.records:
            values = sample.values(record)
            if is_constant(values[np.isfinite(values)], sample.noise(record)):
                continue
            grid = [[np.nan if number is None else values[place[number]] for number in line] for line in plane.numbers]
            found = _most(plane, np.array(grid), axes[plane.x], axes[plane.y], record, sample)
            if found is not None:
                yield found


def _most(plane: Plane, grid: np.ndarray, x: Axis, y: Axis, record: str, sample: Sample) -> Together | None:
    """The strongest departure from a sum of values, rows by y and columns by x; None where too much is missing."""
    at_x, at_y = plane.x_levels.index(x.reference), plane.y_levels.index(y.reference)
    base = grid[at_y, at_x]
    more = np.abs(grid - grid[at_y, :][None, :] - grid[:, at_x][:, None] + base)
    if not np.isfinite(more).any():
        return None
    more[np.isnan(more)] = -1.0
    # Among departures that rounding alone separates, the first: so the place does not hang on the solver's route.
    size = max(ROUNDING * float(np.nanmax(np.abs(grid))), sample.noise(record))
    up, across = (int(place) for place in np.argwhere(more >= more.max() - size)[0])
    if up == at_y or across == at_x:
        up, across = (len(plane.y_levels) - 1, len(plane.x_levels) - 1)
        up, across = up if up != at_y else 0, across if across != at_x else 0
    corner = [float(grid[place]) for place in ((at_y, at_x), (at_y, across), (up, at_x), (up, across))]
    if not np.isfinite(corner).all():
        return None
    changes = (value - corner[0] for value in corner[1:])
    alone_x, alone_y, both = (change if abs(change) > size else 0.0 for change in changes)
    numbers = [plane.numbers[row][column] for row, column in ((at_y, at_x), (at_y, across), (up, at_x), (up, across))]
    known = tuple(number for number in numbers if number is not None)
    return Together(
        record,
        sample.unit(record),
        plane.x,
        plane.y,
        (plane.x_levels[at_x], plane.y_levels[at_y]),
        (plane.x_levels[across], plane.y_levels[up]),
        alone_x,
        alone_y,
        both,
        (known[0], known[1], known[2], known[3]),
    )
