"""Options by command, inputs and outputs of the action, and exit codes."""

from __future__ import annotations

from . import comment, merge
from .command_options import COMMAND_OPTIONS
from .option import Option
from .settings import OPTIONS


def of_command(command: str) -> list[Option]:
    """List the options of a command of the command line."""
    return [option for option in (*OPTIONS, *merge.OPTIONS, *COMMAND_OPTIONS) if command in option.commands]


INPUTS = (*(option for option in OPTIONS if option.is_input), *merge.OPTIONS, *comment.OPTIONS)
OUTPUTS = {
    "arn": "ARN of the resource.",
    "name": "Name of the resource.",
    "kind": "Kind of the resource: `ModelPackage` or `Algorithm`.",
    "region": "AWS Region of the resource.",
    "role-to-assume": "ARN of the role in the manifest's `role-to-assume`, if it names one.",
    "status": "Last known status of the resource, such as `Completed`.",
    "action-taken": "What the run did: `created`, `attached` (validation was in progress), `unchanged` (already "
    "completed), `replaced` or `watched`.",
    "failure-reason": "Why the validation failed: all reasons from AWS.",
    "errors": "Number of errors.",
    "warnings": "Number of warnings.",
    "image-digest": "Digest of the image that is validated; for an algorithm, of its training image.",
    "image-digests": "Digests of all images that are validated, separated by spaces.",
    "rehearsed-image-digests": "Digests of the images that were rehearsed before the resource was created (input "
    "`rehearse`), separated by spaces.",
    "console-url": "Console URL of the account's model packages or algorithms.",
    "plan": "JSON list with the plan of each manifest (command `plan` only): decision, differences, jobs and cost.",
    "matrix": "JSON for `strategy.matrix` (command `plan` only): a job for each account and Region, with `name`, "
    "`account`, `region`, `role-to-assume` and `manifest`, of what `create` would create or attach to.",
    "matrix-jobs": "Number of jobs in `matrix`. GitHub fails a job whose matrix is empty.",
    "rehearsals": "JSON list with the measurements of each rehearsed transform job: latencies, records, memory, and a "
    "sentence for the listing.",
    "training-rehearsals": "JSON list with the measurements of each rehearsed training job: duration, memory, model "
    "and metrics.",
    "real-time-rehearsals": "JSON list with the measurements of real-time inference: latencies, memory, streaming, "
    "metrics for buyers and metering.",
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
