"""The part of the table of options that is about output."""

from __future__ import annotations

from dataclasses import dataclass

from .. import plugins
from .option import ACTIONS, RUNS, option

OUTPUT = "output"


@dataclass(frozen=True)
class OutputSettings:
    """The validated settings of what a run prints and writes."""

    output: tuple[tuple[str, str], ...] = option(
        (),
        "Also write a report to a file, as FORMAT=FILE, such as json=report.json. Formats as in `--format`.",
        commands=ACTIONS,
        group=OUTPUT,
        metavar="FORMAT=FILE",
    )
    quiet: bool = option(
        False,
        "Print only the result: the ARN (create, watch), the decision (plan), the verdict (rehearse) or the findings "
        "(check). Failures go to standard error.",
        group=OUTPUT,
        is_input=False,
    )
    verbose: bool = option(
        False,
        "Print debug output to standard error: versions, settings, and the name and outcome of each call to AWS.",
        (*RUNS, "init", "role"),
        OUTPUT,
        is_input=False,
    )
    format: str = option(
        "text",
        "Output format. The action uses `github`, and `summary` for the job summary.",
        commands=ACTIONS,
        group=OUTPUT,
        choices=tuple(plugins.formats()),
        is_input=False,
    )
    color: str = option(
        "auto",
        "Color standard output: `auto` follows NO_COLOR and FORCE_COLOR, else colors a terminal.",
        commands=ACTIONS,
        group=OUTPUT,
        choices=("auto", "always", "never"),
        is_input=False,
    )
