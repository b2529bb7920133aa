"""What a user may write in a scenario: one frozen type a block; one field = name, unit, meaning, allowed range.

The unit of a field is a template over the scenario's own units:

    money       `money.unit`
    capacity    the asset's `capacity`
    output      capacity x yr: what one unit of capacity gives in a year of full availability
    commodity   the unit of the commodity that the field is about
    yr, 1       years; shares and other plain ratios

The loader converts every number to that base unit while it builds these types, so nothing after it knows
about units. `Scenario` is what the rest of the program reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ModelWrapValidatorHandler, ValidationInfo, model_validator

from optimizer.scenario.fields import Date, Flag, Quantity, Setting, with_units
from optimizer.scenario.number import Number, Series, constant

NATIONAL = "national"
"""The region of what has one balance in the whole country."""
STANDARD = "standard"
"""The permitting lane that every asset has."""


class Block(BaseModel):
    """A mapping of the scenario file: these keys and no others, never changed after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    @model_validator(mode="wrap")
    @classmethod
    def _defaults_have_units(cls, raw: Any, made: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        return with_units(made(raw), raw, info.context)


# --- time, money, objective -------------------------------------------------------------------------------------------


class Horizon(Block):
    """The years planned: periods of equal length from `start` up to and without `end`."""

    start: Annotated[float, Date()] = Field(description="First moment of the first period: 2026, 2026.5 or 2026-07.")
    end: Annotated[float, Date()] = Field(description="First moment after the last period (exclusive).")
    step: Literal["month", "quarter", "year"] = Field("quarter", description="Length of a period.")


class Risk(Block):
    """Care for bad futures: maximise (1 - weight) x expected value + weight x mean of the worst `tail` of futures."""

    weight: Annotated[Number, Quantity("1", ge=0, le=1)] = Field(
        description="Weight on the mean of the bad tail (CVaR)."
    )
    tail: Annotated[Number, Quantity("1", gt=0, le=1)] = Field(description="Probability of the tail.")


class Objective(Block):
    """What the planner maximises."""

    maximize: Literal["npv", "compute"] = Field(
        "npv", description="npv: total surplus at private prices. compute: the named demand served, then npv."
    )
    discount_rate: Annotated[Number, Quantity("1/yr", gt=-0.5, le=1)] = Field(
        Number(0.05, "1/yr"), description="Real discount rate of the planner, a year."
    )
    demand: str | None = Field(
        None, description="The demand that `compute` stands for; default: the one demand on the commodity `compute`."
    )
    slack: Annotated[Number, Quantity("1", ge=0, le=0.1)] = Field(
        Number(1e-6), description="Share of the best compute given up when npv is maximised after it."
    )
    risk: Risk | None = Field(None, description="Aversion to bad futures; needs `futures`.")


class Money(Block):
    """The money of the scenario: every amount is in this unit and this year's prices."""

    unit: str = Field("USD", description="Currency.")
    year: int = Field(2025, ge=1900, le=2200, description="Year of the prices.")


# --- commodities and what makes, sells and uses them ------------------------------------------------------------------


class Commodity(Block):
    """A good or service: one balance in the country, or one in each region."""

    unit: str = Field(description="Unit of quantity, e.g. t, MVA, MW*yr, wafer.")
    regional: Flag = Field(False, description="true: a balance in each region, moved only on links.")
    max_stock: Annotated[Series | None, Quantity("commodity", ge=0)] = Field(
        None, description="Most that can be held in commercial inventory; without it no stock is kept."
    )
    initial: Annotated[Number, Quantity("commodity", ge=0)] = Field(
        Number(0.0), description="Commercial inventory at the start of the horizon."
    )
    holding_cost: Annotated[Number, Quantity("money/commodity/yr", ge=0)] = Field(
        Number(0.0), description="Cost of holding one unit for a year."
    )
    loss: Annotated[Number, Quantity("1/yr", ge=0, le=1)] = Field(
        Number(0.0), description="Share of the stock lost a year."
    )
    description: str = Field("", description="What it is, for people.")


class BuildInput(Block):
    """A commodity that building takes, per unit of capacity. `5 t/MW` is short for {amount: 5 t/MW}."""

    amount: Annotated[Number, Quantity("commodity/capacity", ge=0)] = Field(description="Needed per unit of capacity.")
    when: Literal["construction", "completion"] = Field(
        "construction", description="construction: spread over the build; completion: when service begins."
    )

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, raw: Any) -> Any:
        long = isinstance(raw, BuildInput) or (isinstance(raw, Mapping) and ("amount" in raw or "when" in raw))
        return raw if long else {"amount": raw}


class Mode(Block):
    """A way to operate an asset: a recipe per unit of output (capacity x year)."""

    inputs: dict[str, Annotated[Number, Quantity("commodity/output", ge=0)]] = Field(
        default_factory=dict, description="Commodities used per unit of activity."
    )
    outputs: dict[str, Annotated[Number, Quantity("commodity/output", ge=0)]] = Field(
        default_factory=dict, description="Commodities made per unit of activity."
    )
    cost: Annotated[Series, Quantity("money/output")] = Field(
        constant(0.0), description="Variable cost per unit of activity, inputs not counted."
    )


class Growth(Block):
    """How fast building can speed up: starts <= (1 + rate)^Δ x the starts before + seed x Δ."""

    rate: Annotated[Number, Quantity("1/yr", ge=0)] = Field(description="Growth of the starts, a year.")
    seed: Annotated[Number, Quantity("capacity/yr", ge=0)] = Field(
        Number(0.0), description="Starts a year that are possible from nothing."
    )
    recent_starts: Annotated[Number, Quantity("capacity/yr", ge=0)] = Field(
        Number(0.0), description="Starts a year just before the horizon."
    )


class SurgeStep(Block):
    """A step of the cost of building fast: starts up to the rate `up_to` cost `premium` more."""

    up_to: Annotated[Series | None, Quantity("capacity/yr", ge=0)] = Field(
        None, description="Starts a year at which the step ends; without it the step has no end."
    )
    premium: Annotated[Number, Quantity("1", ge=0)] = Field(Number(0.0), description="Added to capex, as a share.")


class Asset(Block):
    """A class of facility. Without `capex` it cannot be built: what exists is all there is."""

    capacity: str = Field(description="Unit of capacity, e.g. MW or wafer/yr.")
    description: str = Field("", description="What it is, for people.")
    regions: tuple[str, ...] | None = Field(None, description="Regions it stands in; default: every region.")
    capex: Annotated[Series | None, Quantity("money/capacity", ge=0)] = Field(
        None, description="Cost of building one unit of capacity; without it nothing can be built."
    )
    permit: Annotated[Number, Quantity("yr", ge=0)] = Field(
        Number(0.0), description="From application to the start of construction, in the standard lane."
    )
    build: Annotated[Number, Quantity("yr", ge=0)] = Field(
        Number(0.0), description="From construction start to service."
    )
    ramp: Annotated[Number, Quantity("yr", ge=0)] = Field(Number(0.0), description="From first service to full output.")
    life: Annotated[Number | None, Quantity("yr", gt=0)] = Field(None, description="Years in service; none: for ever.")
    hurdle_rate: Annotated[Number, Quantity("1/yr", ge=0)] = Field(
        Number(0.08), description="Real return that the owner asks for."
    )
    fund: str | None = Field(None, description="Fund that pays capital outlays and receives credits and loans.")
    availability: Annotated[Series, Quantity("1", ge=0, le=1)] = Field(
        constant(1.0), description="Share of the capacity that can be used."
    )
    existing: Annotated[Series, Quantity("capacity", ge=0)] = Field(
        constant(0.0), description="In service, or certain to be, without any start in this plan."
    )
    growth: Growth | None = Field(None, description="Limit on how fast starts can grow; none: no limit.")
    surge: tuple[SurgeStep, ...] = Field((), description="Cost of building faster; none: one price at any rate.")
    max_starts: Annotated[Series | None, Quantity("capacity/yr", ge=0)] = Field(
        None, description="Most started a year."
    )
    max_capacity: Annotated[Series | None, Quantity("capacity", ge=0)] = Field(None, description="Most in service.")
    build_inputs: dict[str, BuildInput] = Field(default_factory=dict, description="Commodities that building takes.")
    modes: dict[str, Mode] = Field(description="Ways to operate it, at least one.", min_length=1)
    by_region: dict[str, Asset] = Field(
        default_factory=dict, description="Fields that differ in a region: {ercot: {permit: 6 months}}."
    )


class SupplyTier(Block):
    """A quantity on offer at one price."""

    quantity: Annotated[Series, Quantity("commodity/yr", ge=0)] = Field(description="On offer a year.")
    price: Annotated[Series, Quantity("money/commodity", ge=0)] = Field(description="Price before tariff.")


class Supply(Block):
    """A market source of a commodity, in price tiers."""

    commodity: str = Field(description="What it sells.")
    description: str = Field("", description="What it is, for people.")
    regions: tuple[str, ...] | None = Field(
        None, description="Where it sells a regional commodity; default: everywhere."
    )
    tariff: Annotated[Series, Quantity("1", ge=0)] = Field(constant(0.0), description="Duty, as a share of the price.")
    fund: str | None = Field(None, description="Fund (`covers: all`) that pays purchases; default: the only such fund.")
    tiers: tuple[SupplyTier, ...] = Field(description="Price tiers.", min_length=1)
    by_region: dict[str, Supply] = Field(default_factory=dict, description="Fields that differ in a region.")


class DemandTier(Block):
    """A quantity wanted at one value. A `firm` tier is served in full, whatever it costs."""

    quantity: Annotated[Series, Quantity("commodity/yr", ge=0)] = Field(description="Wanted a year.")
    value: Annotated[Series, Quantity("money/commodity", ge=0)] = Field(
        constant(0.0), description="Worth of one unit served."
    )
    firm: Flag = Field(False, description="true: must be served in full.")


class Demand(Block):
    """Users of a commodity, in value tiers."""

    commodity: str = Field(description="What they use.")
    description: str = Field("", description="Who they are, for people.")
    regions: tuple[str, ...] | None = Field(
        None, description="Where they use a regional commodity; default: everywhere."
    )
    fund: str | None = Field(
        None, description="Fund (`covers: all`) that receives the value; default: the only such fund."
    )
    tiers: tuple[DemandTier, ...] = Field(description="Value tiers.", min_length=1)
    by_region: dict[str, Demand] = Field(default_factory=dict, description="Fields that differ in a region.")


class Link(Block):
    """A way to move a regional commodity from one region to another (one direction)."""

    commodity: str = Field(description="What it carries.")
    from_: str = Field(alias="from", description="Region that sends.")
    to: str = Field(description="Region that receives.")
    capacity: Annotated[Series | None, Quantity("commodity/yr", ge=0)] = Field(None, description="Most sent a year.")
    cost: Annotated[Series, Quantity("money/commodity", ge=0)] = Field(constant(0.0), description="Cost per unit sent.")
    loss: Annotated[Number, Quantity("1", ge=0, le=1)] = Field(Number(0.0), description="Share lost on the way.")


# --- policy -----------------------------------------------------------------------------------------------------------


class Lane(Block):
    """A way through permitting, beside the standard one."""

    factor: Annotated[Number, Quantity("1", ge=0)] = Field(
        Number(1.0), description="Multiplies the standard permit time."
    )
    throughput: Annotated[Series | None, Quantity("money/yr", ge=0)] = Field(
        None, description="Capital value of the applications that the lane's staff can take a year."
    )
    fee: Annotated[Number, Quantity("1", ge=0)] = Field(Number(0.0), description="Fee, as a share of capex.")
    assets: tuple[str, ...] | None = Field(None, description="Assets that may use it; default: all.")


class Permitting(Block):
    """Permit times: a factor on all of them, and lanes beside the standard one."""

    factor: Annotated[Number, Quantity("1", ge=0)] = Field(
        Number(1.0), description="Multiplies every permit, in every lane."
    )
    lanes: dict[str, Lane] = Field(default_factory=dict, description="Lanes beside `standard`.")


class Credit(Block):
    """An investment tax credit: a share of the capital cost, paid after service begins."""

    rates: dict[str, Annotated[Number, Quantity("1", ge=0)]] = Field(description="Rate for each asset that qualifies.")
    construction_begins: Annotated[tuple[float, float] | None, Date()] = Field(
        None, description="First and last day on which construction may begin; none: always."
    )
    paid_after: Annotated[Number, Quantity("yr", ge=0)] = Field(Number(0.0), description="From service to payment.")
    basis: Annotated[Number, Quantity("1", ge=0, le=1)] = Field(
        Number(1.0), description="Share of capex that qualifies."
    )
    annual_cap: Annotated[Series | None, Quantity("money/yr", ge=0)] = Field(None, description="Most paid a year.")
    total_cap: Annotated[Number | None, Quantity("money", ge=0)] = Field(None, description="Most paid in all.")
    regions: tuple[str, ...] | None = Field(None, description="Regions in which it is paid; default: every region.")
    description: str = Field("", description="What it is, for people.")


class Loan(Block):
    """A public loan or guarantee: part of the capital outlay at a lower rate than the owner's."""

    assets: tuple[str, ...] = Field(description="Assets that qualify.", min_length=1)
    share: Annotated[Number, Quantity("1", ge=0, le=1)] = Field(description="Most lent, as a share of the outlay.")
    rate: Annotated[Number, Quantity("1/yr", ge=0)] = Field(description="Real interest rate.")
    tenor: Annotated[Number, Quantity("yr", gt=0)] = Field(description="Years of repayment, an annuity.")
    cap: Annotated[Number | None, Quantity("money", ge=0)] = Field(None, description="Most lent in all.")
    subsidy: Annotated[Number, Quantity("1")] = Field(
        Number(0.0), description="Cost to the Treasury as a share of what is lent (credit subsidy)."
    )
    description: str = Field("", description="What it is, for people.")


class Fund(Block):
    """A purse: what may be spent a year and in all."""

    budget: Annotated[Series | None, Quantity("money/yr", ge=0)] = Field(None, description="Most paid in a year.")
    total: Annotated[Number | None, Quantity("money", ge=0)] = Field(None, description="Most paid in over the horizon.")
    carry: Flag = Field(False, description="true: what is not spent is kept for later periods.")
    covers: Literal["capital", "all"] = Field("capital", description="all: variable costs and purchases too.")
    reinvest: Annotated[Number, Quantity("1", ge=0)] = Field(
        Number(0.0), description="Share of the value of demand served that comes back into the fund (`covers: all`)."
    )


class Reserve(Block):
    """A strategic reserve of one (national) commodity."""

    size: Annotated[Series, Quantity("commodity", ge=0)] = Field(description="Most held.")
    fill_rate: Annotated[Number | None, Quantity("commodity/yr", ge=0)] = Field(None, description="Most put in a year.")
    draw_rate: Annotated[Number | None, Quantity("commodity/yr", ge=0)] = Field(
        None, description="Most taken out a year."
    )
    initial: Annotated[Number, Quantity("commodity", ge=0)] = Field(Number(0.0), description="Held at the start.")
    release: Literal["disruption", "any"] = Field("disruption", description="When it may be drawn.")
    fill: Literal["undisrupted", "any"] = Field(
        "any", description="undisrupted: no filling while the commodity is disrupted."
    )
    fund: str | None = Field(None, description="Fund that pays for filling, at the reference price.")
    price: Annotated[Series, Quantity("money/commodity", ge=0)] = Field(
        constant(0.0), description="Reference price for purchases, sales and salvage."
    )
    holding_cost: Annotated[Number, Quantity("money/commodity/yr", ge=0)] = Field(
        Number(0.0), description="Cost of holding one unit for a year."
    )
    loss: Annotated[Number, Quantity("1/yr", ge=0, le=1)] = Field(Number(0.0), description="Share lost a year.")
    salvage: Annotated[Number, Quantity("1", ge=0)] = Field(
        Number(0.0), description="Worth of what is left in the last period, as a share of the reference price."
    )
    cover: Annotated[Number | None, Quantity("yr", ge=0)] = Field(
        None, description="Time of use to be held outside disruptions, e.g. 60 days."
    )
    cover_from: Annotated[float | None, Date()] = Field(
        None, description="When the cover must first be held; default: start."
    )


class Disruption(Block):
    """A loss of a supply, or of an asset's output, for a time."""

    supply: str | None = Field(None, description="Supply that is hit.")
    asset: str | None = Field(None, description="Asset whose availability is hit (instead of `supply`).")
    from_: Annotated[float, Date()] = Field(alias="from", description="First moment.")
    to: Annotated[float, Date(end=True)] = Field(description="Last moment; a day counts in full.")
    loss: Annotated[Number, Quantity("1", ge=0, le=1)] = Field(description="Share lost.")
    future: str | None = Field(None, description="The one future in which it happens; default: all.")
    regions: tuple[str, ...] | None = Field(None, description="Regions that are hit; default: all.")


# --- futures, overrides, sources --------------------------------------------------------------------------------------


class Branch(Block):
    """One of the futures after the reveal date."""

    probability: Annotated[Number, Quantity("1", gt=0, le=1)] = Field(description="Probability; all sum to 100 %.")
    set: dict[str, Any] = Field(default_factory=dict, description="What is different in it, as in an override.")
    scenario: Scenario | None = Field(
        None, exclude=True, json_schema_extra={"internal": True}, description="(made by the loader) the scenario in it"
    )


class Futures(Block):
    """A tree of futures: all decisions before `reveal` are common, after it each future has its own."""

    reveal: Annotated[float, Date()] = Field(description="When it is known which future holds.")
    branches: dict[str, Branch] = Field(min_length=1, description="The futures.")


class Override(Block):
    """A named partial change, used with `--with NAME`."""

    set: dict[str, Any] = Field(description="path: value, {multiply: x} or {add: x}; * stands for any name.")
    description: str = Field("", description="What it stands for, for people.")


class Lever(Block):
    """A policy choice: an override with what it costs the public purse beside credits, loans and reserve."""

    override: str = Field(description="The override that it applies.")
    asked_by: str = Field("", description="Who asks for it.")
    public_cost: Annotated[Number, Quantity("money/yr")] = Field(
        Number(0.0), description="Yearly cost of running it (staff, say), added to public_cost."
    )
    description: str = Field("", description="What it is, for people.")


class Source(Block):
    """Where a number comes from."""

    title: str = Field(description="Title of the document.")
    url: str = Field("", description="Address.")
    date: str = Field("", description="Date of the document, or of reading.")
    note: str = Field("", description="What is to know about it.")


class SolverSettings(Block):
    """How HiGHS is to work; the command line's --solver-option adds to `options`."""

    method: Literal["auto", "simplex", "ipm", "hipo"] = Field(
        "auto", description="auto: chosen by the size of the model, as measured in docs/performance.md."
    )
    time_limit: Annotated[Number | None, Quantity("s", gt=0)] = Field(None, description="Most time for solving.")
    options: dict[str, Setting] = Field(default_factory=dict, description="Any HiGHS option by name.")


class Scenario(Block):
    """A whole scenario in base units, as the model reads it."""

    name: str = Field("", description="Title, for people.")
    description: str = Field("", description="What it asks, for people.")
    horizon: Horizon
    objective: Objective = Objective()
    money: Money = Money()
    regions: tuple[str, ...] = Field(("US",), min_length=1, description="One or more regions.")
    commodities: dict[str, Commodity] = Field(min_length=1)
    assets: dict[str, Asset] = Field(default_factory=dict)
    supplies: dict[str, Supply] = Field(default_factory=dict)
    demands: dict[str, Demand] = Field(min_length=1)
    links: dict[str, Link] = Field(default_factory=dict)
    permitting: Permitting = Permitting()
    credits: dict[str, Credit] = Field(default_factory=dict)
    loans: dict[str, Loan] = Field(default_factory=dict)
    funds: dict[str, Fund] = Field(default_factory=dict)
    reserve: dict[str, Reserve] = Field(default_factory=dict)
    disruptions: dict[str, Disruption] = Field(default_factory=dict)
    futures: Futures | None = None
    overrides: dict[str, Override] = Field(default_factory=dict)
    levers: dict[str, Lever] = Field(default_factory=dict)
    applied: tuple[str, ...] = Field((), description="(made by the loader) names of the overrides that were applied.")
    sources: dict[str, Source] = Field(default_factory=dict)
    solver: SolverSettings = SolverSettings()

    @property
    def compute_demand(self) -> str | None:
        """The demand that `compute` stands for: the named one, or the only one on the commodity `compute`."""
        if self.objective.demand:
            return self.objective.demand
        on_compute = [name for name, demand in self.demands.items() if demand.commodity == "compute"]
        return on_compute[0] if len(on_compute) == 1 else None


Branch.model_rebuild()
