"""Ctrl-C while HiGHS works: it stops, what was asked for is raised, and the object can be used again."""

from __future__ import annotations

import signal
from pathlib import Path

import highspy
import pytest

from optimizer.model import interrupt
from optimizer.model.build import Formulation
from optimizer.model.compile import compile_arrays
from optimizer.model.session import highs_model
from optimizer.scenario.load import load

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("method", ["simplex", "ipx"])
def test_ctrl_c_stops_highs_and_it_can_be_asked_again(method: str) -> None:
    """The signal comes at the first question, as it would from a key; the program has a plan, found when asked again.

    HiGHS would else remember the yes to its question, and stop at once in every later run.
    """
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("solver", method)
    highs.passModel(highs_model(compile_arrays(Formulation(load(ROOT / "scenarios" / "us.yaml").scenario)), highspy))
    questions = (highs.cbSimplexInterrupt, highs.cbIpmInterrupt)

    def press(_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    for question in questions:
        question.subscribe(press)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        interrupt.run(highs)
    assert highs.getModelStatus() == highspy.HighsModelStatus.kInterrupt
    assert signal.getsignal(signal.SIGINT) is before
    for question in questions:
        question.unsubscribe(press)
    interrupt.run(highs)
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
