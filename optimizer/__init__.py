"""Which link of the AI-infrastructure supply chain holds a plan back, when, and what each policy buys.

From Python: `run` a scenario, `load` a result, `explain` either, `compare` several, `sweep` a study. docs/python.md
shows how.
"""

__version__ = "0.1.0"

__all__ = [
    "Comparison",
    "Explanation",
    "OptimizerError",
    "Result",
    "ScenarioWarning",
    "Sweep",
    "__version__",
    "compare",
    "explain",
    "load",
    "run",
    "sweep",
]

TYPE_CHECKING = False  # as in typing, whose import would take longer than all the rest
if TYPE_CHECKING:
    from optimizer.api import (
        Comparison,
        Explanation,
        Result,
        ScenarioWarning,
        Sweep,
        compare,
        explain,
        load,
        run,
        sweep,
    )
    from optimizer.errors import OptimizerError
else:

    def __getattr__(name: str) -> object:
        """Import what is asked for: `import optimizer` itself costs nothing, nor does a command that needs little."""
        if name not in __all__:
            raise AttributeError(f"module 'optimizer' has no attribute '{name}'")
        from optimizer import api

        return getattr(api, name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
