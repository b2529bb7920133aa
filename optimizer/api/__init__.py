"""The Python interface: what the verbs of the command line do, with answers as pandas tables.

`optimizer.run`, `load`, `explain`, `compare` and `sweep` are these functions, each beside the type that it returns:
`results`, `runs`, `explanations`, `comparisons`, `sweeps`. Everything that they raise on purpose is an
`OptimizerError`; a name that a table or a result does not know is a `KeyError`.

Pandas, the model, the reports and the studies take long to import: what needs one of them imports it when it is called.
"""

from optimizer.api.comparisons import Comparison, compare
from optimizer.api.explanations import Explanation, explain
from optimizer.api.results import Result, load
from optimizer.api.runs import run
from optimizer.api.scenario_warnings import ScenarioWarning
from optimizer.api.sweeps import Sweep, sweep
from optimizer.errors import OptimizerError

__all__ = [
    "Comparison",
    "Explanation",
    "OptimizerError",
    "Result",
    "ScenarioWarning",
    "Sweep",
    "compare",
    "explain",
    "load",
    "run",
    "sweep",
]
