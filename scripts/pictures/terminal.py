"""A command in a terminal: what it prints, and what is on the screen at a moment."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rich.ansi import AnsiDecoder
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME, DIMMED_MONOKAI, TerminalTheme
from rich.text import Text

COLUMNS, ROWS = 118, 50
WIDTH = 1060
# Erase the line, cursor up, other sequences that do not set colors, and the characters between them.
_TOKENS = re.compile(r"\x1b\[2K|\x1b\[(\d*)A|\x1b\[[?\d;]*[A-LN-Za-ln-z]|\r|\n|(?:\x1b\[[\d;]*m|[^\x1b\r\n])+")
_PAGE = """\
<!doctype html><meta charset="utf-8"><body style="margin: 0; background: {back}">
<pre style="margin: 16px; color: {text}; font: 13px/1.45 'DejaVu Sans Mono', monospace;
white-space: pre-wrap; word-break: break-all; width: {columns}ch">{lines}</pre>
"""


class Screen:
    """The lines of a terminal after the sequences that rich's live display writes."""

    def __init__(self) -> None:
        """Start empty."""
        self.lines = [""]
        self._row = 0
        self._is_at_start = True

    def write(self, text: str) -> None:
        """Write what a program printed."""
        for token in _TOKENS.finditer(text):
            if token[0] == "\n":
                self._row += 1
                if self._row == len(self.lines):
                    self.lines.append("")
            elif token[0] == "\x1b[2K":
                self.lines[self._row] = ""
            elif token[0].endswith("A") and token[0].startswith("\x1b["):
                self._row = max(0, self._row - int(token[1] or 1))
            elif token[0] != "\r" and not re.fullmatch(r"\x1b\[[?\d;]*[A-LN-Za-ln-z]", token[0]):
                self.lines[self._row] = token[0] if self._is_at_start else self.lines[self._row] + token[0]
                self._is_at_start = False
                continue
            self._is_at_start = self._is_at_start or token[0] in "\r\n"


def run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], moment: Callable[[str], bool] | None = None
) -> tuple[list[str], list[str]]:
    """Run a command in a terminal; return the lines on its screen when `moment` first held, and at the end.

    `moment` gets everything that is on the screen.
    """
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    running = subprocess.Popen(command, cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    screen, during = Screen(), list[str]()
    while True:
        try:
            written = os.read(master, 65_536)
        except OSError:  # the program has closed the terminal
            break
        screen.write(written.decode("utf-8", "replace"))
        if moment and moment("\n".join(screen.lines)):
            during = list(screen.lines)
            moment = None if during[-1] else moment
    running.wait()
    os.close(master)
    return during, screen.lines


def page(command: str, lines: Sequence[str], dark: bool) -> str:
    """Return the HTML of the last lines of a screen; a short one has the command that was entered as its first line."""
    theme: TerminalTheme = DIMMED_MONOKAI if dark else DEFAULT_TERMINAL_THEME
    back, text = ("#0d1117", "#e6edf3") if dark else ("#ffffff", "#1f2328")
    console = Console(record=True, width=400, file=open(os.devnull, "w"), force_terminal=True)  # noqa: SIM115
    shown = [Text.assemble(("$ ", "bold"), command), *AnsiDecoder().decode("\n".join(lines).rstrip())]
    for line in shown[-ROWS:]:
        console.print(line, soft_wrap=True, highlight=False)
    html = console.export_html(theme=theme, code_format="{code}", inline_styles=True)
    return _PAGE.format(back=back, text=text, columns=COLUMNS, lines=html)
