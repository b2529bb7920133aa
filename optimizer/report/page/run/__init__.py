"""The page of one run, made from the results folder alone: `page` gives its facts, `html` the file."""

from optimizer.report.page.run.build import html, page

__all__ = ["html", "page"]
