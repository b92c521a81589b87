"""Sphinx reads this: the documentation is Markdown, and a warning is an error (make docs)."""

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
# Diagrams are kept as Mermaid text: readable as they are, drawn where a viewer can.
suppress_warnings = ["misc.highlighting_failure"]
