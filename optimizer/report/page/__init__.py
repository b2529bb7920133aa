"""The report of a run as one HTML file: opens from disk, fetches nothing, made from the results folder alone.

`build` turns a solution and its scenario into facts (`facts`), one module a section; `render` turns facts into HTML.
"""

from optimizer.report.page.build import page
from optimizer.report.page.render import html

__all__ = ["html", "page"]
