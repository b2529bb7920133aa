"""The sentences of an explanation, each from typed facts; one that claims an effect carries the re-solves behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from optimizer.report.explain_words import (
    about,
    digits_of,
    handle_in_words,
    key_in_words,
    limit_in_words,
    name_in_words,
    number_in_words,
)
from optimizer.report.words import amount, listed, number, percent, spans_in_words, unit_in_words
from optimizer.results.dust import LEAST_COMPUTE, no_dust
from optimizer.results.explain.bottlenecks import BottleneckFact
from optimizer.results.explain.changes import Effect, Proof
from optimizer.results.explain.facts import Facts
from optimizer.results.explain.ladders import LadderFact, ReliefFact, RungFact
from optimizer.results.explain.limits import PartFact, WaitFact
from optimizer.results.explain.numbers import WorthFact
from optimizer.results.names import describe, in_words, plural
from optimizer.results.spans import Span, is_period
from optimizer.scenario.places import periods
from optimizer.scenario.schema import Scenario
from optimizer.timeline import COMMON

PARTS_NAMED = 2
PACES_NAMED = 2
LEAST_DUTIES = 0.01
"""Change of duties, as a part of the gain, from which on it is told."""
PER_BILLION = 1e9
"""Money is told by the billion where a unit of it is worth a sliver of compute."""


@dataclass(frozen=True)
class Said:
    """A sentence, and the re-solves that it rests on. against : what they are held against, None: the plan itself."""

    text: str
    proofs: tuple[Proof, ...] = ()
    against: Proof | None = None


@dataclass(frozen=True)
class Teller:
    """Tells the facts of one scenario."""

    facts: Facts
    scenario: Scenario

    @property
    def unit(self) -> str:
        return self.facts.about.objective_unit

    # --- limits ---------------------------------------------------------------------------------------------------

    def limit(self, fact: BottleneckFact) -> Iterator[Said]:
        """All about a limit: when and how much, why, what relieving it does, and what it rests on."""
        yield Said(self._when_and_how_much(fact))
        yield from self._why(fact)
        for effect in fact.effects:
            yield self.effect(fact, effect)
        if fact.tie is not None:
            yield self._tie(fact)
        if fact.numbers:
            yield Said(self._rests_on(fact))

    def _rests_on(self, fact: BottleneckFact) -> str:
        """The numbers that set a limit, with their sources: those of the regions that are named."""
        named = {part.region for part in fact.parts[:PARTS_NAMED]}
        others = [each for each in fact.numbers if "by_region" in each.key and each.key.split(".")[3] not in named]
        shown = [each for each in fact.numbers if each not in others]
        said = "; ".join(number_in_words(each) for each in shown)
        more = f"; {len(others)} more for other regions are in explain/facts.json" if others else ""
        return f"Rests on {said}{more}."

    def _when_and_how_much(self, fact: BottleneckFact) -> str:
        name = _first_upper(limit_in_words(fact, self.scenario))
        digits = digits_of(fact.effects)
        worth = about(fact.worth, self.unit, digits)
        text = f"{name}, {self.when(fact)}: {percent(fact.share)} of the plan's value ({worth}){self._parts(fact)}"
        return f"{text}; {self.shadow_price(fact, digits)}."

    def when(self, fact: BottleneckFact) -> str:
        labels = periods(self.scenario).labels
        return spans_in_words(fact.spans, Span(labels[0], labels[-1]))

    def _parts(self, fact: BottleneckFact) -> str:
        """`, most of it in PJM (2.8 %) and MISO (1.7 %)`."""
        if len(fact.parts) < 2:
            return ""
        said = [f"{in_words(part.region)} ({percent(part.share)})" for part in fact.parts[:PARTS_NAMED]]
        return f", the largest parts in {listed(said)}"

    def shadow_price(self, fact: BottleneckFact, digits: int) -> str:
        """`at the peak, 2029Q3, 0.142 USD per USD`; of capacity that stays, for all the time."""
        per = unit_in_words(fact.limit_unit)
        if fact.limit.kind == "existing":
            return f"{self._per_unit(fact.throughout, fact.limit_unit, digits)} per {per} for all that time"
        if not is_period(fact.peak_period):
            return f"{self._per_unit(fact.peak_dual, fact.limit_unit, digits)} per {self._one(fact, per)}"
        future = f" if {in_words(fact.peak_future)}" if fact.peak_future not in (COMMON, "") else ""
        price = self._per_unit(fact.peak_dual, fact.limit_unit, digits)
        beyond = " beyond its cost" if fact.cause == "money" and self.unit == self.scenario.money.unit else ""
        return f"{price} per {self._one(fact, per)}{beyond} at the peak, {fact.peak_period}{future}"

    def _per_unit(self, dual: float, limit_unit: str, digits: int) -> str:
        by_the_billion = self._sliver(limit_unit)
        return about(dual * PER_BILLION if by_the_billion else dual, self.unit, digits)

    def _one(self, fact: BottleneckFact, per: str) -> str:
        return f"bn {per}" if self._sliver(fact.limit_unit) else per

    def _sliver(self, limit_unit: str) -> bool:
        """Whether a unit of a limit is a unit of money, and what it is worth is not."""
        money = self.scenario.money.unit
        return limit_unit.split("/")[0] == money and self.unit != money

    # --- why ------------------------------------------------------------------------------------------------------

    def _why(self, fact: BottleneckFact) -> Iterator[Said]:
        if fact.cause == "fixed":
            yield Said(self._nothing_added(fact))
        for part in fact.parts[:1]:
            if part.wait is not None:
                yield Said(self._lead_time(fact, part, part.wait))
                yield from self._pace(part.wait)

    def _nothing_added(self, fact: BottleneckFact) -> str:
        asset = self.scenario.assets[fact.limit.name]
        if asset.capex is None:
            return "Nothing can be added to it in this scenario."
        months = 12.0 * (asset.permit.value * self.scenario.permitting.factor.value + asset.build.value)
        return (
            f"The plan adds nothing to it: new capacity, {number(months)} months away, would not pay or come too late."
        )

    def _lead_time(self, fact: BottleneckFact, part: PartFact, wait: WaitFact) -> str:
        many = plural(in_words(fact.limit.name))
        where = f" in {in_words(part.region)}" if len(fact.parts) > 1 else ""
        lane = "" if wait.lane == "standard" else f" in the {in_words(wait.lane)} lane"
        steps = [
            f"{number(12.0 * years)} months of {what}"
            for years, what in ((wait.permit, f"permit{lane}"), (wait.build, "building"))
            if years > 0
        ]
        if wait.permit + wait.build <= 0:
            return f"New {many}{where} serve at once, but starts are spread over a period: the first has half of them."
        times = listed(steps)
        soonest = (
            f"in service from {wait.first_possible}" if wait.first_possible else "not in service within the horizon"
        )
        text = f"New {many}{where}: {times}; what is applied for at once is {soonest}"
        if wait.cause == "lead_time" or not wait.first_new or wait.first_new == wait.first_possible:
            return f"{text}. Cause: lead time."
        why = "the pace of building" if wait.cause == "pace" else "they do not pay sooner, or other limits keep them"
        return f"{text}; the plan has the first in {wait.first_new}. Cause: {why}."

    def _pace(self, wait: WaitFact) -> Iterator[Said]:
        """What else is at its limit while they are being built."""
        named = [pace for pace in wait.pace if pace.worth > 0][:PACES_NAMED]
        if named:
            said = [f"{self._limit_of(pace.kind, pace.name)} ({spans_in_words(pace.spans)})" for pace in named]
            yield Said(f"Once begun, they are built as fast as allowed: {listed(said)}.")

    def _limit_of(self, kind: str, name: str) -> str:
        return describe(kind, name, self.scenario)

    # --- effects --------------------------------------------------------------------------------------------------

    def effect(self, fact: BottleneckFact, effect: Effect) -> Said:
        """What a change does, found by solving again."""
        what = self._change(fact, effect)
        proofs = (effect.proof, *((effect.opposite,) if effect.opposite else ()))
        if effect.gain is None:
            return Said(f"{what} leaves no plan.", proofs)
        text = f"{what} adds {self._gain(effect)}"
        if effect.loss is not None:
            text += f"; as much less takes away {self._amount(effect.loss, effect)}"
        return Said(f"{text}.{self._kink(effect)}", proofs)

    def _change(self, fact: BottleneckFact, effect: Effect) -> str:
        months = number(12.0 * effect.amount)
        period = f"{months} month{'' if months == '1' else 's'}"
        if effect.change in ("permit", "build"):
            return f"{period} less of {'permit' if effect.change == 'permit' else 'building'}"
        if effect.change == "open":
            return f"Opened to {_opened(effect)}, it"
        until = (
            f" of what stands, to the end of {max(span.last for span in fact.spans)}," if fact.outgrown else " of it"
        )
        return f"{number(100.0 * effect.amount)} % more{until}"

    def _gain(self, effect: Effect) -> str:
        gain = effect.gain or 0.0
        said = self._amount(gain, effect)
        if effect.change == "more" and gain and self.facts.about.objective:
            said += f" ({number(100.0 * gain / abs(self.facts.about.objective), 2)} %)"
        return said + self._with_compute(effect.gain_compute, 2)

    def _with_compute(self, compute: float | None, digits: int) -> str:
        """`, with 1.8 GW-years more compute`."""
        unit = self.facts.about.compute_unit
        if compute is None or unit == self.unit or not self._matters(compute):
            return ""
        return f", with {about(abs(compute), unit, digits)} {'less' if compute < 0 else 'more'} compute"

    def _amount(self, value: float, effect: Effect) -> str:
        if value == 0.0:
            return "nothing"
        return about(value, self.unit, 3 if effect.verdict == "confirmed" else 2)

    def _matters(self, compute: float) -> bool:
        whole = self.facts.about.compute
        return bool(whole) and no_dust(compute, whole or 0.0, LEAST_COMPUTE) != 0.0

    def _kink(self, effect: Effect) -> str:
        """That a dual holds one way only, and what binds instead."""
        if effect.change != "more" or effect.verdict in ("confirmed", "no_plan") or effect.expected is None:
            return ""
        instead = f", for then {name_in_words(effect.then, self.scenario)} would bind" if effect.then else ""
        expected = about(effect.expected, self.unit, 2)
        if effect.verdict == "differs":
            return f" (Its dual says {expected}: the plan changes its shape within that step{instead}.)"
        return f" (Its dual says {expected}, which holds one way only{instead}.)"

    def _tie(self, fact: BottleneckFact) -> Said:
        assert fact.tie is not None
        others = [name_in_words(limit, self.scenario) for limit in fact.tie.members if limit != fact.limit]
        together = fact.tie.effect
        gain = self._amount(together.gain or 0.0, together)
        return Said(
            f"Tied: it holds together with {listed(others)}, and its worth could as well be told of any of them. "
            f"1 % more of all of them adds {gain}.",
            (together.proof,),
        )

    # --- ladders --------------------------------------------------------------------------------------------------

    def rung(self, rung: RungFact, below: Proof | None) -> Iterator[Said]:
        """What relieving a limit gains over the rung below, how far that goes, and what is worth most then."""
        name = _first_upper(handle_in_words(rung.kind, rung.name, self.scenario))
        yield Said(f"{name}: {self._relief(rung, rung.step)}.", (rung.step.proof,), below)
        if rung.extent is not None:
            said = f"It stays worth most up to {self._share(rung, rung.extent)}: {self._gains(rung.extent)}, in all."
            yield Said(said, (rung.extent.proof,), below)
        if rung.then_kind:
            yield Said(f"Then: {handle_in_words(rung.then_kind, rung.then_name, self.scenario)}.")

    def _relief(self, rung: RungFact, relief: ReliefFact) -> str:
        costs, value = [], self.facts.about.value
        paid, taken = no_dust(relief.public_cost, value), no_dust(relief.tariff_revenue, value)
        if paid:
            costs.append(f"the public purse {'pays' if paid > 0 else 'saves'} ")
            costs[-1] += about(abs(paid), self.scenario.money.unit, 2)
        if taken and self._is_noticed(taken, relief):
            costs.append(f"the Treasury takes in {about(abs(taken), self.scenario.money.unit, 3)} ")
            costs[-1] += f"{'more' if taken > 0 else 'less'} in duties"
        if relief.cost:
            costs.append(f"the relief itself would cost about {about(relief.cost, self.scenario.money.unit, 2)}")
        return "; ".join([f"{self._share(rung, relief)} adds {self._gains(relief)}", *costs])

    def _is_noticed(self, duties: float, relief: ReliefFact) -> bool:
        """Whether a change of duties is something beside the gain, where both are money."""
        return self.unit != self.scenario.money.unit or abs(duties) >= LEAST_DUTIES * abs(relief.gain)

    def _share(self, rung: RungFact, relief: ReliefFact) -> str:
        before, after = (self._level(value, relief.unit) for value in (relief.before, relief.after))
        how = "shorter" if rung.is_delay and relief.unit == "yr" else "less" if rung.is_delay else "more"
        mean = "on average " if len(relief.proof.settings) and _is_path(relief) else ""
        return f"{number(100.0 * relief.share)} % {how} ({mean}{before} to {after})"

    def _level(self, value: float, unit: str) -> str:
        if unit == "yr":
            return f"{number(12.0 * value)} months"
        return percent(value) if unit == "1" else amount(value, unit)

    def _gains(self, relief: ReliefFact) -> str:
        return about(relief.gain, self.unit, 3) + self._with_compute(relief.gain_compute, 3)

    def ended(self, ladder: LadderFact) -> str:
        """Why a ladder has no more rungs, where that is not simply what was asked for."""
        return "" if "asked for" in ladder.ended else f"Ends there: {ladder.ended}."

    # --- numbers --------------------------------------------------------------------------------------------------

    def weak(self, worth: WorthFact, value: str) -> str:
        """A number that the plan's value rests on, and that rests on little."""
        why = "an assumption" if worth.source == "assumption" else worth.source or "no source"
        sure = f", {worth.confidence} confidence" if worth.confidence else ""
        return f"{key_in_words(worth.key)}, {value} ({why}{sure}): {worth.key}"


def _opened(effect: Effect) -> str:
    moved = [(moved.value, setting.unit) for setting in effect.proof.settings for moved in setting.moved]
    return listed(list(dict.fromkeys(amount(value, unit) for value, unit in moved)))


def _is_path(relief: ReliefFact) -> bool:
    """Whether several numbers were relieved together."""
    return len(relief.proof.settings[-1].moved) > 1


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
