"""The page of a comparison: results side by side, the first of them the reference of all."""

from optimizer.report.page.compare.build import html, page

__all__ = ["html", "page"]
