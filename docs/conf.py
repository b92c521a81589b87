"""Sphinx reads this: the documentation is Markdown, and a warning is an error (make docs)."""

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

project = "Touyan"
author = "The Touyan contributors"
project_copyright = author
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_theme_options = {
    "description": "The closed loop by which a town serves its people",
    "fixed_sidebar": True,
    "page_width": "64rem",
}
html_sidebars = {"**": ["about.html", "navigation.html", "searchfield.html"]}
language = "en"
suppress_warnings = ["misc.highlighting_failure"]


class Mermaid(Directive):
    """A diagram stays Mermaid text: readable as it is, drawn where a viewer can, with no script of ours."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        text = "\n".join(self.content)
        return [nodes.literal_block(text, text, language="text", classes=["mermaid"])]


def setup(app: Sphinx) -> None:
    app.add_directive("mermaid", Mermaid)
