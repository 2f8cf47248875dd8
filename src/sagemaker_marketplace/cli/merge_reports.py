"""The command merge-reports."""

from __future__ import annotations

import os
import sys

from .. import output
from ..merge import command, table
from ..report import colors
from ..report.messages import lines as event_lines
from ..settings.options import of_command
from ..settings.parse import COMMAND_LINE, Given, parse
from .stages import current_folder

_NAME = "merge-reports"


def merge_reports(given: Given) -> int:
    """Merge reports, print the result, and return the worst exit code.

    Raises Failure for invalid options, without a report, and for reports that don't belong together.
    """
    options, workspace = parse(of_command(_NAME), given, COMMAND_LINE), current_folder()
    merged = command.merge_named(options, workspace)
    if options["format"] == "text":
        paint = colors.paint(options["color"], os.environ, bool(sys.stdout and sys.stdout.isatty()))
        output.write_result("".join(f"{line}\n" for line in table.lines(merged, paint)))
        for failure in merged.report.failures:
            if not failure.manifest:
                output.note(*event_lines(failure, {}))
    else:
        output.write_result("".join(f"{line}\n" for line in command.render(options["format"], merged)))
    for failed in command.write_files(merged, options["output"], workspace):
        output.note(f"sagemaker-marketplace: {failed.message}", *failed.hint.splitlines())
    return merged.report.exit_code
