"""HTML to PNG in headless Chromium."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Charts are drawn by a script after the page has loaded; this is time for the page, not for the reader.
TIME_BUDGET = "--virtual-time-budget=15000"
REPORT_HEIGHT = """\
<script>addEventListener("load", () => setTimeout(() => {
  document.documentElement.dataset.height = document.documentElement.scrollHeight;
}, 8000));</script>
"""


def render(html: str, picture: Path, width: int) -> None:
    """Write a page as a PNG of its full height. Raises FileNotFoundError if Chromium is missing."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise FileNotFoundError(f"none of {', '.join(BROWSERS)} is on the PATH")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "page.html")
        file.write_text(html + REPORT_HEIGHT, encoding="utf-8")
        # As root in a container, Chromium can't use its sandbox.
        start = [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
        start += [TIME_BUDGET, f"--user-data-dir={folder}/profile", "--hide-scrollbars"]
        first = [*start, f"--window-size={width},200", "--dump-dom", file.as_uri()]
        dumped = subprocess.run(first, check=True, capture_output=True, text=True)
        height = re.search(r'data-height="(\d+)"', dumped.stdout)
        # The new headless mode counts the height of a window frame that it does not draw.
        size = f"--window-size={width},{int(height[1]) + 90 if height else 2000}"
        second = [*start, size, f"--screenshot={picture}", file.as_uri()]
        subprocess.run(second, check=True, capture_output=True)
