"""How Sphinx builds the site (文档站): Chinese, nothing loaded from elsewhere, the checker page sealed off."""

import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

import perfscore  # noqa: E402 - after the path

project = "perfscore"
author = "The perfscore contributors"
release = version = perfscore.__version__
language = "zh_CN"
html_title = "绩效自评表复算"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_design",
    "picture",
    "sealing",
    "zhsearch",
]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
# Keys in Chinese are not what the highlighter of TOML knows.
suppress_warnings = ["misc.highlighting_failure"]

# ---- the API ------------------------------------------------------------------------------------

autodoc_typehints = "description"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "undoc-members": True, "show-inheritance": False}
autodoc_class_signature = "separated"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
# pytest runs the doctests of the docstrings, where they know their module; here those of the pages run.
doctest_test_doctest_blocks = ""
# Types of other libraries, and those inside this one, have no page; what the face names has one (sealing.py leads there).
nitpick_ignore_regex = [(r"py:.*", r"(?!perfscore\.[A-Za-z_]+$).*")]

# ---- the look -----------------------------------------------------------------------------------

html_theme = "pydata_sphinx_theme"
html_static_path = ["_static"]
html_css_files = ["style.css"]
html_show_sourcelink = False
html_copy_source = False
html_search_language = "zh"
html_search_scorer = str(HERE / "_ext" / "scorer.js")
html_domain_indices = False
html_use_index = True
html_theme_options: dict[str, Any] = {
    "logo": {"text": html_title},
    "navigation_with_keys": False,
    "show_nav_level": 1,
    "show_toc_level": 2,
    "header_links_before_dropdown": 6,
    "collapse_navigation": True,
    "navbar_align": "left",
    "footer_start": [],
    "footer_end": [],
    "secondary_sidebar_items": {"**": ["page-toc"], "checker/index": [], "index": []},
    "back_to_top_button": False,
}
html_sidebars = {"**": ["sidebar-nav-bs"], "index": [], "checker/index": [], "search": [], "genindex": []}
html_context = {"default_mode": "auto"}
html_favicon = "_static/mark.svg"
copybutton_prompt_text = r"\$ |>>> "
copybutton_prompt_is_regexp = True
copybutton_only_copy_prompt_lines = True


def plain_docstring(*given: Any) -> None:
    """Make the signs of a docstring that reStructuredText would take for markup plain: |A| is an absolute value."""
    lines = given[-1]
    lines[:] = [re.sub(r"(?<!\\)\|(?=\w+\|)|(?<=\w)(?<!\\)\|(?!\w)", r"\\|", line) for line in lines]


def setup(app: Any) -> None:
    app.connect("autodoc-process-docstring", plain_docstring)
