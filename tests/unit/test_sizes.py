"""Things counted in millions and things counted in single pieces: neither is taken for the rounding of the other."""

from __future__ import annotations

from tests.equations.scenarios import near, solved


def test_small_amounts_stand_beside_large_ones():
    """3 tools a year are served of the 5 on offer, beside 2e11 wafers: not 0, though that is 1e-11 of the wafers."""
    answer = solved("""
    commodities: {good: {unit: wafer}, tool: {unit: tool}}
    demands:
      users: {tiers: [{quantity: 2e+11, value: 10}]}
      fabs: {commodity: tool, tiers: [{quantity: 3, value: 10}]}
    supplies:
      mill: {commodity: good, tiers: [{quantity: 1e+12, price: 1}]}
      maker: {commodity: tool, tiers: [{quantity: 5, price: 1}]}
    """)
    assert answer.path("demand", "served", demand="fabs") == near([3, 3, 3])
    assert answer.path("supply", "bought", supply="maker") == near([3, 3, 3])
    assert answer.path("demand", "served", demand="users") == near([2e11, 2e11, 2e11])
