"""Policy that can do something: credits, loans, lanes, funds, disruptions, futures and the objective."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from optimizer.errors import Problem
from optimizer.scenario.places import disrupted, regions_of_asset, variants
from optimizer.scenario.rules.limits import exists
from optimizer.scenario.rules.problems import amount, duration, moment, problem
from optimizer.scenario.schema import Asset, Demand, Scenario, Supply
from optimizer.wording import listing

PROBABILITY_ROUNDING = 1e-6
CLOCK = 1e-9
"""A build that ends this close to the horizon's end ends at it [yr]."""


# --- errors -----------------------------------------------------------------------------------------------------------


def probabilities_sum(scenario: Scenario) -> Iterator[Problem]:
    """The probabilities of the futures sum to 1."""
    if scenario.futures is None:
        return
    branches = scenario.futures.branches
    total = sum(branch.probability.value for branch in branches.values())
    if abs(total - 1) > PROBABILITY_ROUNDING:
        each = " + ".join(f"{branch.probability.value * 100:g} %" for branch in branches.values())
        yield problem(
            "futures.branches",
            f"the probabilities sum to {total * 100:g} % ({each}), not 100 %",
            at=[branch.probability for branch in branches.values()],
        )


def risk_has_futures(scenario: Scenario) -> Iterator[Problem]:
    """Care for bad futures needs futures."""
    if scenario.objective.risk is not None and scenario.futures is None:
        message = "there are no `futures`, so none is worse than another"
        yield problem("objective.risk", message, "Add futures, or take risk out.")


def compute_is_known(scenario: Scenario) -> Iterator[Problem]:
    """`maximize: compute` knows which demand it counts."""
    if scenario.objective.maximize == "compute" and scenario.compute_demand is None:
        yield problem(
            "objective.maximize",
            "it is not clear which demand counts as compute: not just one is on a commodity named 'compute'; "
            f"the demands are: {listing(scenario.demands)}",
            "Name one with objective.demand.",
        )


def disruption_hits_one_thing(scenario: Scenario) -> Iterator[Problem]:
    """A disruption names a supply or an asset, and not both."""
    for name, event in scenario.disruptions.items():
        if (event.supply is None) == (event.asset is None):
            found = "neither" if event.supply is None else "both"
            yield problem(f"disruptions.{name}", f"a disruption hits either a `supply` or an `asset`; found {found}")


def purchases_have_a_fund(scenario: Scenario) -> Iterator[Problem]:
    """With two funds that cover everything, each supply and demand says which of them pays or earns."""
    covering = [name for name, fund in scenario.funds.items() if fund.covers == "all"]
    if len(covering) < 2:
        return
    what = f"{len(covering)} funds cover all ({listing(covering)}), so it is not clear which"
    for name, supply in scenario.supplies.items():
        if supply.fund is None:
            yield problem(f"supplies.{name}", f"{what} pays for its purchases", "Give `fund`.")
    if any(scenario.funds[name].reinvest.value > 0 for name in covering):
        for name, demand in scenario.demands.items():
            if demand.fund is None:
                yield problem(f"demands.{name}", f"{what} receives its value", "Give `fund`.")


def loans_fit_the_outlay(scenario: Scenario) -> Iterator[Problem]:
    """All the loans that an asset may take together lend no more than its outlay."""
    for name in scenario.assets:
        loans = {key: loan for key, loan in scenario.loans.items() if name in loan.assets}
        total = sum(loan.share.value for loan in loans.values())
        if total > 1 + PROBABILITY_ROUNDING:
            last = list(loans)[-1]
            yield problem(
                f"loans.{last}.share",
                f"'{name}' may borrow {total * 100:g} % of its outlay from {listing(loans)}; 100 % is the most",
                at=loans[last].share,
            )


# --- warnings ---------------------------------------------------------------------------------------------------------


def funds_do_something(scenario: Scenario) -> Iterator[Problem]:
    """Warning: what only a fund that covers everything can do is said of one that covers capital."""
    for name, fund in scenario.funds.items():
        if fund.covers == "capital" and fund.reinvest.value > 0:
            yield problem(
                f"funds.{name}.reinvest",
                "this has no effect: the fund covers capital only",
                "Did you mean `covers: all`?",
            )
    trades: list[tuple[str, Supply | Demand]] = [
        *((f"supplies.{name}", supply) for name, supply in scenario.supplies.items()),
        *((f"demands.{name}", demand) for name, demand in scenario.demands.items()),
    ]
    for key, trade in trades:
        paying = scenario.funds.get(trade.fund or "")
        if paying is not None and paying.covers == "capital":
            message = f"this has no effect: '{trade.fund}' covers capital only"
            yield problem(f"{key}.fund", message, f"Set funds.{trade.fund}.covers: all.")


def benefits_can_be_used(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a credit, loan or lane is given to an asset that cannot be built."""
    for key, names in _given_to(scenario):
        for part, name in names:
            if not _can_be_built(scenario.assets[name]):
                yield problem(f"{key}{part}", f"'{name}' cannot be built (it has no capex), so this changes nothing")


def _given_to(scenario: Scenario) -> Iterator[tuple[str, Iterable[tuple[str, str]]]]:
    for name, credit in scenario.credits.items():
        yield f"credits.{name}.rates", [(f".{asset}", asset) for asset in credit.rates]
    for name, loan in scenario.loans.items():
        yield f"loans.{name}.assets", [(f"[{i}]", asset) for i, asset in enumerate(loan.assets)]
    for name, lane in scenario.permitting.lanes.items():
        yield f"permitting.lanes.{name}.assets", [(f"[{i}]", asset) for i, asset in enumerate(lane.assets or ())]


def _can_be_built(asset: Asset) -> bool:
    return any(version.capex is not None for version in (asset, *asset.by_region.values()))


def owners_pay_a_part(scenario: Scenario) -> Iterator[Problem]:
    """Warning: credits and loans together are more than the cost, so that building more is a gain without end."""
    for name, asset in scenario.assets.items():
        if not _can_be_built(asset):
            continue
        shares = max((_public_shares(scenario, name, at) for at in regions_of_asset(scenario, name)), key=_total)
        if _total(shares) > 1 + PROBABILITY_ROUNDING:
            yield problem(
                next(iter(shares)),
                f"credits and loans are {_total(shares) * 100:.4g} % of the cost of '{name}' ({listing(shares)}): "
                "public money pays all of it, and the plan may be unbounded",
                "Lower one of them.",
            )


def _public_shares(scenario: Scenario, asset: str, region: str) -> dict[str, float]:
    """Share of the cost of an asset in a region that each credit and loan may bear, by key.

    A rate above 100 % is left out: `slips` takes it for one without its % sign, and says so.
    """
    earned = {
        f"credits.{name}.rates.{asset}": credit.rates[asset].value * credit.basis.value
        for name, credit in scenario.credits.items()
        if asset in credit.rates
        and (credit.regions is None or region in credit.regions)
        and credit.rates[asset].value <= 1
    }
    lent = {f"loans.{name}.share": loan.share.value for name, loan in scenario.loans.items() if asset in loan.assets}
    return earned | lent


def _total(shares: Mapping[str, float]) -> float:
    return sum(shares.values())


def credit_regions_overlap(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a credit is paid only where its asset does not stand."""
    for name, credit in scenario.credits.items():
        for asset in credit.rates if credit.regions is not None else ():
            stands = regions_of_asset(scenario, asset)
            if credit.regions is not None and not set(stands) & set(credit.regions):
                yield problem(
                    f"credits.{name}.rates.{asset}",
                    f"the credit is paid in {listing(credit.regions)}, but '{asset}' stands in {listing(stands)}",
                    at=credit.rates[asset],
                )


def credit_windows_can_be_met(scenario: Scenario) -> Iterator[Problem]:
    """Warning: no construction that the plan can begin falls in the window of a credit."""
    for name, credit in scenario.credits.items():
        if credit.construction_begins is None:
            continue
        first, last = credit.construction_begins
        for asset, rate in credit.rates.items():
            if rate.value == 0 or not _can_be_built(scenario.assets[asset]):
                continue
            earliest = scenario.horizon.start + min(permit for permit, _ in _lead_times(scenario, asset))
            if last <= earliest + CLOCK:
                yield problem(
                    f"credits.{name}.rates.{asset}",
                    f"the credit needs construction to begin before {moment(last)}, but with its permit the first "
                    f"'{asset}' of this plan begins in {moment(earliest)}: none can qualify",
                    at=credit.rates[asset],
                )
            elif first >= scenario.horizon.end:
                yield problem(f"credits.{name}.construction_begins", f"it begins in {moment(first)}, after the horizon")
                break


def builds_can_finish(scenario: Scenario) -> Iterator[Problem]:
    """Warning: nothing started, even at the first moment and in the fastest lane, would serve within the horizon."""
    length = scenario.horizon.end - scenario.horizon.start
    for name, asset in scenario.assets.items():
        if not _can_be_built(asset):
            continue
        permit, build = min(_lead_times(scenario, name), key=sum)
        if permit + build >= length - CLOCK:
            longer = asset.permit if permit > build else asset.build
            yield problem(
                f"assets.{name}.{'permit' if longer is asset.permit else 'build'}",
                f"permit ({duration(permit)}) and build ({duration(build)}) outlast the horizon ({duration(length)}), "
                "so none will be built",
                at=longer,
            )


def _lead_times(scenario: Scenario, name: str) -> Iterator[tuple[float, float]]:
    """(permit, build) in each region, lane and future [yr]."""
    for variant in variants(scenario):
        asset, permitting = variant.assets[name], variant.permitting
        lanes = [lane for lane in permitting.lanes.values() if lane.assets is None or name in lane.assets]
        factors = [1.0, *(lane.factor.value for lane in lanes if lane.throughput is None or exists(lane.throughput))]
        for version in (asset, *asset.by_region.values()):
            permit = version.permit.value * permitting.factor.value * min(factors)
            yield permit, version.build.value


def growth_can_begin(scenario: Scenario) -> Iterator[Problem]:
    """Warning: growth from nothing stays nothing."""
    for name, asset in scenario.assets.items():
        growth = asset.growth
        if growth is not None and _can_be_built(asset) and growth.seed.value == growth.recent_starts.value == 0:
            yield problem(
                f"assets.{name}.growth",
                f"with no `seed` and no `recent_starts`, growth of {amount(growth.rate)} stays at nothing",
                "Give one of the two.",
                at=growth,
            )


def reserve_can_be_drawn(scenario: Scenario) -> Iterator[Problem]:
    """Warning: a reserve waits for a disruption that never comes."""
    futures = (None, *(scenario.futures.branches if scenario.futures else ()))
    for name, reserve in scenario.reserve.items():
        if reserve.release == "any" or not exists(reserve.size):
            continue
        if not any(disrupted(scenario, future, name).any() for future in futures):
            yield problem(
                f"reserve.{name}.release",
                f"it is released in a disruption, but nothing disrupts '{name}' within the horizon: it is never drawn",
                "Did you mean `release: any`?",
                at=reserve.size,
            )
