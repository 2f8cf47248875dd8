"""A job summary as GitHub shows it: tables, alerts, collapsed sections and charts."""

import re
from pathlib import Path

from markdown_it import MarkdownIt

# About the width of a summary on GitHub.
WIDTH = 1012
# About those of a comment on a pull request, in a desktop browser and on a phone.
COMMENT_WIDTHS = {"": 860, "-phone": 342}
MARGIN = 24
# Alerts: https://docs.github.com/en/get-started/writing-on-github (basic syntax, alerts); colors of Primer.
ALERTS = {
    "NOTE": ("ⓘ", "Note", "#0969da", "#4493f8"),
    "TIP": ("💡", "Tip", "#1a7f37", "#3fb950"),
    "IMPORTANT": ("‼", "Important", "#8250df", "#ab7df8"),
    "WARNING": ("⚠", "Warning", "#9a6700", "#d29922"),
    "CAUTION": ("⛔", "Caution", "#cf222e", "#f85149"),
}
EMOJI = "@fontsource/noto-color-emoji/files/noto-color-emoji-emoji-400-normal.woff2"
LIGHT = {"text": "#1f2328", "back": "#ffffff", "line": "#d1d9e0", "muted": "#f6f8fa", "link": "#0969da"}
DARK = {"text": "#f0f6fc", "back": "#0d1117", "line": "#3d444d", "muted": "#151b23", "link": "#4493f8"}
STYLE = """\
body {{ font: 14px/1.5 "Emoji", "Liberation Sans", sans-serif;
  color: {text}; background: {back}; margin: 0; padding: {margin}px; max-width: {width}px; }}
a {{ color: {link}; }} h3 {{ font-size: 1.25em; margin: 8px 0 16px; }} h4 {{ font-size: 1em; margin: 24px 0 16px; }}
p, pre, details, table, ul {{ margin: 0 0 16px; }} ul {{ padding-left: 2em; }}
table {{ border-collapse: collapse; display: block; width: max-content; max-width: 100%; overflow: auto; }}
th, td {{ border: 1px solid {line}; padding: 6px 13px; text-align: left; }}
th:empty {{ padding: 0; }} tr:nth-child(2n) {{ background: {muted}; }}
code, pre {{ font: 85%/1.45 "DejaVu Sans Mono", monospace; }}
code {{ background: {muted}; border-radius: 6px; padding: .2em .4em; font-size: 85%; }} pre code {{ padding: 0; }}
pre {{ background: {muted}; border-radius: 6px; padding: 16px; overflow: auto; }}
pre.mermaid {{ background: none; padding: 0; }} pre code {{ font-size: 100%; }}
summary {{ margin-bottom: 8px; }} hr {{ border: 0; height: 4px; background: {line}; }}
blockquote {{ margin: 0 0 16px; padding: 0 1em; border-left: 4px solid {line}; }}
blockquote > :last-child {{ margin-bottom: 0; }}
.alert {{ padding: 8px 16px; }} .alert > b:first-child {{ display: block; margin-bottom: 16px; font-weight: 500; }}
"""
PAGE = """\
<!doctype html><meta charset="utf-8">{fonts}<style>{style}</style><body>{body}{scripts}</body>
"""
MERMAID = """\
<script src="{script}"></script>
<script>mermaid.initialize({{startOnLoad: true, theme: "{theme}"}});</script>
"""


def page(markdown: str, modules: Path | None, dark: bool = False, is_open: bool = False, width: int = WIDTH) -> str:
    """Return the HTML of a summary or a comment.

    `modules` is the folder of npm's packages: with mermaid in it charts are drawn, with
    @fontsource/noto-color-emoji in it emoji have colors. `is_open` opens the collapsed sections.
    """
    colors = DARK if dark else LIGHT
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": False}).disable("linkify")
    body = re.sub(
        r'<pre><code class="language-mermaid">(.*?)</code></pre>',
        r'<pre class="mermaid">\1</pre>',
        parser.render(markdown),
        flags=re.S,
    )
    for name, (icon, title, light, darker) in ALERTS.items():
        color = darker if dark else light
        begin = f'<blockquote class="alert" style="border-color: {color}"><b style="color: {color}">{icon} {title}</b>'
        body = re.sub(rf"<blockquote>\n<p>\[!{name}\](?:\n|(?=</p>))", f"{begin}<p>", body).replace("<p></p>", "")
    if is_open:
        body = body.replace("<details>", "<details open>")
    style = STYLE.format(**colors, width=width, margin=MARGIN)
    return PAGE.format(fonts=_fonts(modules), style=style, body=body, scripts=_scripts(modules, dark))


def _scripts(modules: Path | None, dark: bool) -> str:
    script = modules / "mermaid/dist/mermaid.min.js" if modules else None
    if script is None or not script.exists():
        return ""
    return MERMAID.format(script=script.resolve().as_uri(), theme="dark" if dark else "default")


def _fonts(modules: Path | None) -> str:
    font = modules / EMOJI if modules else None
    if font is None or not font.exists():
        return ""
    # Without a range, digits would be emoji as well.
    return (
        f'<style>@font-face {{ font-family: "Emoji"; src: url({font.resolve().as_uri()}); '
        "unicode-range: U+2139, U+231A-2BFF, U+FE0F, U+1F000-1FAFF }</style>"
    )
