"""Scenarios to measure on: the base case in quarters or months, and copies of it over several regions."""

from __future__ import annotations

from pathlib import Path

BASE = Path(__file__).resolve().parent.parent / "scenarios" / "us.yaml"
LOCAL = ("server_fleet", "data_center", "grid_connection", "onsite_gas", "fuel_cell", "aluminium_smelter")
"""Assets that stand in every region of a copy; the others stay in the first."""


def regional_copy(regions: int) -> str:
    """The base case spread evenly over regions that trade power around a ring, as the text of a scenario file.

    Regional limits are the national ones divided by the number of regions, so that the plan stays the base case's.
    """
    names = [f"r{i:02d}" for i in range(1, regions + 1)]
    share = 1.0 / regions
    lines = [f"extends: {BASE}", f"regions: [{', '.join(names)}]", "with: [spread_over_regions]", "commodities:"]
    lines += [f"  {commodity}: {{regional: true}}" for commodity in ("electricity", "server_service")]
    lines += ["assets:"] + [f"  {name}: {{regions: [{names[0]}]}}" for name in _assets() if name not in LOCAL]
    lines += ["links:"] + [
        f"  tie_{one}: {{commodity: electricity, from: {one}, to: {other}, capacity: 2 GW, loss: 3 %}}"
        for one, other in zip(names, [*names[1:], names[0]], strict=True)
    ]
    lines += ["overrides:", "  spread_over_regions:", "    set:"]
    lines += [f"      {path}: {{multiply: {share!r}}}" for path in _local_limits()]
    return "\n".join(lines) + "\n"


def _assets() -> list[str]:
    from optimizer.scenario.load import load

    return list(load(BASE).scenario.assets)


def _local_limits() -> list[str]:
    """Paths of the limits of the local assets that the base case has."""
    from optimizer.scenario.load import load

    assets = load(BASE).scenario.assets
    paths = []
    for name in LOCAL:
        asset = assets[name]
        limits = {"existing": asset.existing, "max_starts": asset.max_starts, "max_capacity": asset.max_capacity}
        given = [field for field, value in limits.items() if value is not None and any(n.value for _, n in value)]
        if asset.growth is not None:
            growth = {"seed": asset.growth.seed, "recent_starts": asset.growth.recent_starts}
            given += [f"growth.{field}" for field, number in growth.items() if number.value]
        given += [f"surge[{q}].up_to" for q, step in enumerate(asset.surge) if step.up_to is not None]
        paths += [f"assets.{name}.{field}" for field in given]
    return paths
