"""A picture drawn by Graphviz while the site is built (图): in the page itself, so that it takes the colours of the page."""

import re
import shutil
import subprocess
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive

FONT = "Noto Sans CJK SC"
MISSING = "生成本站的电脑上没有 Graphviz（命令 dot），图没有画出。"


def drawn(text: str, dot: str) -> str:
    """The picture as the inside of a page: no header, no fixed size, the colour of the text."""
    call = [dot, "-Tsvg", f"-Nfontname={FONT}", f"-Efontname={FONT}", f"-Gfontname={FONT}"]
    svg = subprocess.run(call, input=text.encode(), capture_output=True, check=True).stdout.decode()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r'<svg width="[^"]*" height="[^"]*"', '<svg role="img"', svg, count=1)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL).replace('"black"', '"currentColor"')
    return re.sub(r'font-family="[^"]*"', "", svg)


class Picture(Directive):
    """``{picture} what it shows``, with the graph in dot as its content."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[Any]:
        dot = shutil.which("dot")
        if dot is None:
            return [nodes.note("", nodes.paragraph(text=MISSING))]
        told = f'<figure class="picture" aria-label="{self.arguments[0]}">{drawn(chr(10).join(self.content), dot)}</figure>'
        return [nodes.raw("", told, format="html")]


def setup(app: Any) -> dict[str, bool]:
    app.add_directive("picture", Picture)
    return {"parallel_read_safe": True}
