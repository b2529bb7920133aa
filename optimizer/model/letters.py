"""What a rule takes and gives, by the letters of docs/model.md.

Rules are evaluated in two ways that share no type: by `arrays`, where a letter is a column of indices and the result
holds every row at once, and by Pyomo, where a letter is a label and the result is one row. So all of these are `Any` to
a type checker; to a reader they say what each letter stands for.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Model: TypeAlias = Any
"""Sets, coefficients and variables by name."""
Site: TypeAlias = Any
"""a: an asset in a region."""
Mode: TypeAlias = Any
"""o"""
Lane: TypeAlias = Any
"""l"""
Step: TypeAlias = Any
"""q of a surge curve."""
Tier: TypeAlias = Any
"""q of a supply or a demand."""
Node: TypeAlias = Any
"""n, and s for the node of a start, p for a parent."""
Market: TypeAlias = Any
"""i: a commodity, in a region if it is regional."""
Supply: TypeAlias = Any
"""s"""
Demand: TypeAlias = Any
"""d"""
Link: TypeAlias = Any
"""k"""
Credit: TypeAlias = Any
"""c"""
Loan: TypeAlias = Any
"""g"""
Fund: TypeAlias = Any
"""f"""
Future: TypeAlias = Any
"""b"""
Equation: TypeAlias = Any
"""left ≤ right, left ≥ right or left == right."""
Expression: TypeAlias = Any
"""A linear expression."""
