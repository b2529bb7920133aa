"""What the equations are written over, by subject as in `constraints`: index sets and coefficients.

Conditions live in the sets, so that rules have none: a start that would serve after the horizon is not in START, a
commodity without commercial inventory is in no STOCKS_OF. Where a coefficient is 0 for most indices, its set holds only
those where it is not, and both are made from one relation.
"""

from optimizer.model.cohorts import Cohorts
from optimizer.model.reading import NodeReader
from optimizer.model.subjects.assets import Assets
from optimizer.model.subjects.capital import Capital
from optimizer.model.subjects.credits import Credits
from optimizer.model.subjects.demands import Demands
from optimizer.model.subjects.funds import Funds
from optimizer.model.subjects.loans import Loans
from optimizer.model.subjects.markets import Markets
from optimizer.model.subjects.permits import Permits
from optimizer.model.subjects.recipes import Recipes
from optimizer.model.subjects.reserves import Reserves
from optimizer.model.subjects.risk import Risk
from optimizer.model.subjects.subject import Set, Subject
from optimizer.model.subjects.supplies import Supplies
from optimizer.model.subjects.time import Time

__all__ = ["Set", "Subject", "subjects"]


def subjects(cohorts: Cohorts, read: NodeReader) -> tuple[Subject, ...]:
    """All subjects of a formulation."""
    recipes, supplies, demands = Recipes(cohorts, read), Supplies(cohorts, read), Demands(cohorts, read)
    claims, loans = Credits(cohorts, read), Loans(cohorts, read)
    return (
        Time(cohorts, read),
        Assets(cohorts, read),
        Capital(cohorts, read),
        Permits(cohorts, read),
        recipes,
        supplies,
        demands,
        Markets(cohorts, read),
        Reserves(cohorts, read),
        claims,
        loans,
        Funds(cohorts, read, recipes, supplies, demands, claims, loans),
        Risk(cohorts, read),
    )
