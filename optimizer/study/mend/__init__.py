"""Why a scenario has no plan, and the smallest edits of its file that give it one, each checked by solving."""

from optimizer.study.mend.mending import diagnose, mend
from optimizer.study.mend.override import override_text

__all__ = ["diagnose", "mend", "override_text"]
