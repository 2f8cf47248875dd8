"""Options by command, outputs of the action and exit codes."""

from __future__ import annotations

from .command_options import COMMAND_OPTIONS
from .option import Option
from .settings import OPTIONS


def of_command(command: str) -> list[Option]:
    """List the options of a command of the command line."""
    return [option for option in (*OPTIONS, *COMMAND_OPTIONS) if command in option.commands]


OUTPUTS = {
    "arn": "ARN of the resource.",
    "name": "Name of the resource.",
    "kind": "Kind of the resource: `ModelPackage` or `Algorithm`.",
    "region": "AWS Region of the resource.",
    "status": "Last known status of the resource, such as `Completed`.",
    "action-taken": "What the run did: `created`, `attached` (validation was in progress), `unchanged` (already "
    "completed), `replaced` or `watched`.",
    "failure-reason": "Why the validation failed: all reasons from AWS.",
    "errors": "Number of errors.",
    "warnings": "Number of warnings.",
    "image-digest": "Digest of the image that is validated; for an algorithm, of its training image.",
    "image-digests": "Digests of all images that are validated, separated by spaces.",
    "console-url": "Console URL of the account's model packages or algorithms.",
    "plan": "JSON list with the plan of each manifest (command `plan` only): decision, differences, jobs and cost.",
    "rehearsals": "JSON list with the measurements of each transform job (command `rehearse` only): latencies, "
    "records, memory, and a sentence for the listing.",
    "results": "JSON list with the results of each manifest. The other outputs are those of the first manifest.",
}

EXIT_CODES = {
    0: "success",
    1: "findings of severity error (or as set by fail-on)",
    2: "invalid arguments or configuration",
    3: "AWS refused the request or could not be reached",
    4: "validation failed, or a rehearsal failed",
    5: "timed out or credentials expired; validation continues in AWS",
    6: "conflict: the name exists with different content",
    70: "internal error",
    130: "interrupted; validation continues in AWS unless on-cancel is stop",
}
