"""From facts to HTML: one file that fetches nothing.

Everything from the scenario is escaped by the templates; numbers for the charts travel as JSON in a block that is not
run. A content security policy names the two scripts by their hashes, so that nothing else runs and nothing is fetched.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer import __version__
from optimizer.report.page import embed
from optimizer.report.page.facts import Framed

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src {scripts}; img-src data: blob:; base-uri 'none'; "
    "form-action 'none'"
)
"""Styles are inline because the charts set them on what they draw."""
LIBRARY = "vendor/plotly-basic.min.js"
STYLE = "static/page.css"
SCRIPTS = ("basics", "charts", "bars", "places", "maps", "fields", "controls")
"""Parts of the page's own script, in the order in which they need each other."""


def html(template: str, page: Framed) -> str:
    """A page as one HTML file. template : its name in templates/; it knows `page`, and extends base.html.j2."""
    from markupsafe import Markup

    frame = page.frame
    library, script = _text(LIBRARY), own_script()
    policy = POLICY.format(scripts=" ".join(_hash(each) for each in (library, script)))
    # Our own files are trusted: they hold no `</script>` or `</style>`, which a test makes sure of.
    return (
        _environment()
        .get_template(template)
        .render(
            page=page,
            frame=frame,
            policy=policy,
            version=__version__,
            style=Markup(_text(STYLE)),
            library=Markup(library),
            script=Markup(script),
            charts=Markup(embed.charts(frame.charts)),
            maps=Markup(embed.maps(frame.maps, frame.fields)),
        )
    )


@cache
def own_script() -> str:
    """The page's own script, whose names stay its own."""
    parts = "\n\n".join(_text(f"static/{name}.js") for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}\n}})();'


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from optimizer.report.page.words import FILTERS

    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    return made


@cache
def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8").strip()


def _hash(script: str) -> str:
    """A script as a content security policy names it."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
