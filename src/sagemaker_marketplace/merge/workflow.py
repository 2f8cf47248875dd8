"""The command merge-reports in a workflow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from .. import plugins
from ..context import Workspace
from ..report.report import Report
from ..settings.option import MERGE
from ..settings.options import of_command
from ..settings.parse import INPUT, parse
from . import command, table


class Step(Protocol):
    """Writes the outputs and the job summary of a step."""

    def finish(self, report: Report) -> None:
        """Write them."""

    def warn(self, message: str) -> None:
        """Print a warning."""


def merge_reports(
    given: Mapping[str, str],
    workspace: Workspace,
    write: Callable[[str], None],
    step: Step,
    comment: Callable[[Report], None],
) -> int:
    """Merge reports: print the result, write outputs, summary, comment and files, and return the worst exit code.

    Raises Failure for invalid inputs, without a report, and for reports that don't belong together.
    """
    options = parse(of_command(MERGE), given, INPUT)
    merged = command.merge_named(options, workspace)
    for line in (*plugins.output_format("github").render(merged.report.failures), *table.lines(merged)):
        write(line)
    step.finish(merged.report)
    for failure in command.write_files(merged, options["output"], workspace):
        step.warn(failure.message)
    comment(merged.report)
    return merged.report.exit_code
