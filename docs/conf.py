"""The site: ``sphinx-build -W docs site``. It needs no network and asks for none when it is read."""

from importlib.metadata import version as installed

project = "gradecheck"
author = "the gradecheck contributors"
version = release = installed("gradecheck")
copyright = author

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["README.md"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "furo"
html_title = "gradecheck"
html_show_sphinx = False
html_copy_source = False
html_static_path: list[str] = []
html_theme_options = {
    "footer_icons": [],
    "light_css_variables": {"color-brand-primary": "#005fa3", "color-brand-content": "#005fa3"},
    "dark_css_variables": {"color-brand-primary": "#6cb8ff", "color-brand-content": "#6cb8ff"},
}
