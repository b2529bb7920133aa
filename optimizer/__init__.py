"""Which link of the AI-infrastructure supply chain holds a plan back, when, and what each policy buys."""

__version__ = "0.1.0"
