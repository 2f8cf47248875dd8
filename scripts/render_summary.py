"""Render a job summary as a PNG of the complete page: Markdown and mermaid in headless Chromium.

    sagemaker-marketplace create --output summary=summary.md ...
    npm install --prefix /tmp/npm mermaid
    scripts/render_summary.py summary.md summary.png /tmp/npm/node_modules/mermaid/dist/mermaid.min.js

Without mermaid's script, charts are shown as text. Collapsed sections are expanded. Requires Chromium and
markdown-it-py.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# About the width of a summary on GitHub.
WIDTH = 1012
TIME_BUDGET = "--virtual-time-budget=15000"
PAGE = """\
<!doctype html><meta charset="utf-8">
<style>
body {{ font: 14px/1.5 sans-serif; color: #1f2328; margin: 0; padding: 24px; max-width: {width}px; }}
h3 {{ font-size: 1.25em; }} h4 {{ font-size: 1em; }}
table {{ border-collapse: collapse; display: block; width: max-content; max-width: 100%; overflow: auto; }}
th, td {{ border: 1px solid #d1d9e0; padding: 6px 13px; text-align: left; }}
tr:nth-child(2n) {{ background: #f6f8fa; }}
pre {{ background: #f6f8fa; border-radius: 6px; padding: 16px; overflow: auto; font-size: 85%; }}
pre.mermaid {{ background: none; padding: 0; }}
summary {{ margin-bottom: 8px; }}
</style>
<body>{body}{scripts}</body>
<script>addEventListener("load", () => setTimeout(() => {{
  document.documentElement.dataset.height = document.documentElement.scrollHeight;
}}, 8000));</script>
"""
MERMAID = """\
<script src="{script}"></script><script>mermaid.initialize({{startOnLoad: true}});</script>
"""


def page(markdown: str, mermaid: str = "") -> str:
    """Return the HTML of a summary; `mermaid` is the URL of its script."""
    body = MarkdownIt("gfm-like", {"html": True, "linkify": False}).disable("linkify").render(markdown)
    body = re.sub(
        r'<pre><code class="language-mermaid">(.*?)</code></pre>', r'<pre class="mermaid">\1</pre>', body, flags=re.S
    )
    body = body.replace("<details>", "<details open>")
    return PAGE.format(width=WIDTH, body=body, scripts=MERMAID.format(script=mermaid) if mermaid else "")


def render(html: str, picture: Path) -> None:
    """Write a page as a PNG of its full height. Raises FileNotFoundError if Chromium is missing."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise FileNotFoundError(f"none of {', '.join(BROWSERS)} is on the PATH")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "summary.html")
        file.write_text(html, encoding="utf-8")
        # As root in a container, Chromium can't use its sandbox.
        start = [
            browser,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--allow-file-access-from-files",
            TIME_BUDGET,
        ]
        start += [f"--user-data-dir={folder}/profile", "--hide-scrollbars"]
        dumped = subprocess.run(
            [*start, f"--window-size={WIDTH + 48},600", "--dump-dom", file.as_uri()],
            check=True,
            capture_output=True,
            text=True,
        )
        height = re.search(r'data-height="(\d+)"', dumped.stdout)
        size = f"--window-size={WIDTH + 48},{int(height[1]) + 100 if height else 2000}"
        subprocess.run([*start, size, f"--screenshot={picture}", file.as_uri()], check=True, capture_output=True)


def main() -> None:
    """Render the summary given by the arguments."""
    if len(sys.argv) not in (3, 4):
        sys.exit("usage: render_summary.py SUMMARY.md PICTURE.png [mermaid.min.js]")
    summary, picture = Path(sys.argv[1]), Path(sys.argv[2]).resolve()
    mermaid = Path(sys.argv[3]).resolve().as_uri() if len(sys.argv) == 4 else ""
    render(page(summary.read_text(encoding="utf-8"), mermaid), picture)
    print(picture)


if __name__ == "__main__":
    main()
