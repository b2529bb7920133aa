"""Two or more results side by side: typed facts of what differs. The words for them are in report/compare_text.py."""

from optimizer.results.compare.facts import Comparison as Comparison
from optimizer.results.compare.facts import Difference as Difference
from optimizer.results.compare.sides import Side as Side
from optimizer.results.compare.together import comparison as comparison

__all__ = ["Comparison", "Difference", "Side", "comparison"]
