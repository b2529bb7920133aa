"""The page of a sweep."""

from optimizer.report.page.sweep.build import html as html
from optimizer.report.page.sweep.build import page as page
