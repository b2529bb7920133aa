"""What a sweep tells: ranges, what each factor does, where the optimum has kinks, which limit binds where.

It knows the study, its points and what became of them, and nothing of the model.
"""

from optimizer.results.sweep.analysis.facts import SweepFacts as SweepFacts
from optimizer.results.sweep.analysis.rows import INDEX_COLUMNS as INDEX_COLUMNS
from optimizer.results.sweep.analysis.rows import index_rows as index_rows
from optimizer.results.sweep.analysis.whole import facts as facts
