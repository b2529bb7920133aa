"""The constraints: one function for each equation, named as in docs/model.md."""

from optimizer.model.constraints import assets, markets, money, permits, reserves, risk

__all__ = ["assets", "markets", "money", "permits", "reserves", "risk"]
