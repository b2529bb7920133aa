"""What a user may write in a study: one frozen type a block, as for scenarios.

Levels stay as they are written, since their unit is that of the number which they replace; the design reads them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, model_validator

from optimizer.scenario.fields import Flag
from optimizer.scenario.schema import Block
from optimizer.scenario.studies.fields import Amount, Choices, Levels, Names, Sets, Share, Steps, Whole, block_like

Design: TypeAlias = Literal["grid", "one_at_a_time", "latin_hypercube", "sobol", "morris", "monte_carlo", "list"]
Distribution: TypeAlias = Literal["uniform", "triangular", "normal", "lognormal", "pert"]
SAMPLED = ("latin_hypercube", "sobol", "morris", "monte_carlo")
"""Designs that draw their levels from distributions."""
WAYS = ("values", "from", "range", "multiply", "add", "override")
"""Keys that say what a factor's levels are; a factor has one of them."""


class Variation(Block):
    """What is varied at a path: its levels, or the range that they lie in."""

    values: Annotated[Any, Levels()] = Field(
        None, description="Levels, each as it would be written in a scenario: numbers with units, dates, whole paths."
    )
    from_: Annotated[Any, Amount()] = Field(None, alias="from", description="First level: a number or a date.")
    to: Annotated[Any, Amount()] = Field(None, description="Last level.")
    steps: Annotated[int | None, Whole(2, 100_000)] = Field(
        None, description="How many levels from the first to the last, in a grid or one at a time."
    )
    range: Literal["sourced"] | None = Field(
        None, description="sourced: from `low` to `high` of each number found, each of them a factor of its own."
    )
    multiply: Annotated[Any, Steps()] = Field(
        None, description="Multiples of all the numbers found: a list, or {from: 0.8, to: 1.2, steps: 5}."
    )
    add: Annotated[Any, Steps()] = Field(
        None, description="What is added to all the numbers found: a list, or {from: 0 %, to: 3 %, steps: 4}."
    )
    override: Annotated[Any, Choices()] = Field(
        None, description="Overrides of the scenario, one a level; none: without, [a, b]: both of them."
    )
    distribution: Distribution | None = Field(
        None, description="How levels are drawn, in a sampled design; uniform where nothing is said."
    )
    mode: Annotated[Any, Amount()] = Field(
        None, description="Most likely level of a triangular or pert distribution; default: the scenario's own."
    )
    label: str = Field("", description="What it is, for people.")

    _is_block = model_validator(mode="before")(block_like("{values: [a, b]} or {from: a, to: b, steps: 5}"))


class Group(Block):
    """Factors that move together."""

    factors: tuple[str, ...] = Field(min_length=1, description="Names of factors; * stands for anything.")
    correlation: Annotated[float | None, Share(-1, 1)] = Field(
        None, description="Rank correlation of every two of them, in latin_hypercube and monte_carlo."
    )

    _is_block = model_validator(mode="before")(block_like("{factors: [a, b]}"))


class StudyFile(Block):
    """A study: a base scenario, what varies in it, which points are taken, and what is kept of each answer."""

    name: str = Field("", description="Title, for people.")
    description: str = Field("", description="The question that it answers, for people.")
    base: str = Field(description="The scenario that is varied: a file, relative to this one.")
    with_: Annotated[Any, Names()] = Field(
        None, alias="with", description="Overrides of the scenario that hold at every point."
    )
    set: Annotated[Any, Sets()] = Field(None, description="Changes of the scenario that hold at every point.")
    vary: dict[str, Variation] = Field(
        min_length=1, description="What varies: by path in the scenario, or by any name for overrides."
    )
    design: Design = Field(description="Which points are taken.")
    points: Annotated[int | None, Whole(1, 1_000_000)] = Field(
        None, description="How many points are aimed at; a grid is thinned to no more than these."
    )
    seed: Annotated[int, Whole(0, 2**32 - 1)] = Field(
        0, description="Where random numbers begin: the same seed gives the same points."
    )
    levels: Annotated[int, Whole(2, 64)] = Field(
        4, description="Morris: how many levels each factor has; an even number."
    )
    second_order: Flag = Field(False, description="Sobol: pairs of factors too, at nearly twice the points.")
    groups: dict[str, Group] = Field(default_factory=dict, description="Factors that move together.")
    record: tuple[str, ...] = Field(
        ("npv", "compute_total", "public_cost"), min_length=1, description="What is kept of each answer."
    )
