"""SALib and scipy, which only sampled designs need: imported when one is made."""

from __future__ import annotations

from types import ModuleType

from optimizer.study.exchange.needs import needed

EXTRA = "'optimizer[sweep]'"


def salib_sample(method: str) -> ModuleType:
    """SALib's module for a way of sampling: `latin`, `sobol`, `morris`."""
    from importlib import import_module

    with needed("SALib", "a sampled design", EXTRA):
        return import_module(f"SALib.sample.{method}")


def scipy_stats() -> ModuleType:
    """scipy's distributions."""
    with needed("scipy", "a distribution or correlation", EXTRA):
        from scipy import stats
    return stats
