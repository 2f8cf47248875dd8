"""The one table of options: the command line, the inputs in action.yml, `--help` and README's tables come from it.

An input of the action and the option of the command line have the same name. A list has one value per line as an input;
as an option it is repeated.
"""

from __future__ import annotations

from .. import plugins
from ..context import DEFAULT_MANIFEST
from ..manifest.findings import NEVER, SEVERITIES
from .command_options import COMMAND_OPTIONS
from .option import (
    ACCOUNT_ID,
    ACCOUNT_ID_HINT,
    BOOLEAN,
    CHOICE,
    LIST,
    NAMES,
    NUMBER,
    REGION_HINT,
    REGION_NAME,
    RUNS,
    STRING,
    Option,
)

CHANGES = ("create",)
_FINDINGS, _CREATE, _WATCH, _LOGIN, _OUTPUT = (
    "findings",
    "creation",
    "validation",
    "AWS credentials",
    "output",
)

# The settings of check, plan, create and watch; some are options of other commands, too.
OPTIONS = (
    Option(
        "command", CHOICE, "check", "What to do. `check` never changes anything and needs no credentials.", (), "", RUNS
    ),
    Option(
        "manifest",
        LIST,
        DEFAULT_MANIFEST,
        "Manifest paths and globs, relative to the workspace. `watch` also accepts ARNs.",
        (*RUNS, "iam-policy", "role"),
        metavar="MANIFEST",
        is_positional=True,
    ),
    Option(
        "variables",
        LIST,
        "",
        "Values for `${NAME}` in manifests, as NAME=VALUE.",
        (*RUNS, "iam-policy", "role"),
        metavar="NAME=VALUE",
        alias="var",
    ),
    Option(
        "region",
        STRING,
        "",
        "AWS Region. Must match the manifest.",
        pattern=REGION_NAME,
        hint=REGION_HINT,
        metavar="REGION",
    ),
    Option(
        "wait",
        BOOLEAN,
        "true",
        "Wait for the validation. If false, return once the resource has been created.",
        ("create",),
        _WATCH,
    ),
    Option(
        "timeout-minutes",
        NUMBER,
        "330",
        "Maximum time to wait for AWS. On timeout, the run ends with exit code 5; use `watch` to resume.",
        ("create", "watch"),
        _WATCH,
        bounds=(0, 7200),
    ),
    Option(
        "poll-seconds", NUMBER, "30", "Polling interval in seconds.", ("create", "watch"), _WATCH, bounds=(0.1, 240)
    ),
    Option(
        "follow-jobs",
        BOOLEAN,
        "true",
        "Show the status, cost and logs of the validation jobs.",
        ("create", "watch"),
        _WATCH,
    ),
    Option(
        "log-lines",
        NUMBER,
        "400",
        "Maximum log lines to show per job (first and last half). 0 shows none.",
        ("create", "watch"),
        _WATCH,
        bounds=(0, 999999),
    ),
    Option(
        "log-file",
        STRING,
        "",
        "File to write all log lines of the validation jobs to.",
        ("create", "watch"),
        _WATCH,
        metavar="FILE",
    ),
    Option(
        "on-cancel",
        CHOICE,
        "keep",
        "What to do if the run is cancelled: `keep` lets the validation continue, `stop` stops its jobs and deletes "
        "what the run has created.",
        ("create", "iam-policy"),
        _WATCH,
        ("keep", "stop"),
    ),
    Option(
        "role-to-assume",
        STRING,
        "",
        "ARN of an IAM role to assume with the job's OIDC token. Needs `id-token: write`.",
        ("plan", "create", "watch"),
        _LOGIN,
        metavar="ARN",
    ),
    Option(
        "role-session-name",
        STRING,
        "",
        "Role session name. Default: derived from repository and run ID.",
        ("plan", "create", "watch"),
        _LOGIN,
        metavar="NAME",
    ),
    Option(
        "role-duration-seconds",
        NUMBER,
        "3600",
        "Session duration in seconds. Sessions are renewed automatically.",
        ("plan", "create", "watch"),
        _LOGIN,
        bounds=(900, 43200),
    ),
    Option(
        "fail-on",
        CHOICE,
        "error",
        "Lowest severity that fails the run. Manifests with errors are never created.",
        ("check", "plan", "create"),
        _FINDINGS,
        (*SEVERITIES, NEVER),
    ),
    Option(
        "replace-failed",
        BOOLEAN,
        "false",
        "If a resource with this name failed validation, delete it and create it again.",
        ("plan", "create", "iam-policy"),
        _CREATE,
    ),
    Option(
        "preflight",
        BOOLEAN,
        "true",
        "Check the referenced resources in your account before creating anything (read-only; checks without permission "
        "are skipped).",
        ("plan", "create"),
        _CREATE,
    ),
    Option("pin-image", BOOLEAN, "true", "Pin image tags to their current digest.", ("plan", "create"), _CREATE),
    Option(
        "provenance-tags",
        BOOLEAN,
        "true",
        "Tag created resources with repository, commit, run and manifest digest (`sagemaker-marketplace:*`).",
        ("plan", "create"),
        _CREATE,
    ),
    Option(
        "allowed-account-ids",
        NAMES,
        "",
        "AWS account IDs. Fail if the credentials belong to a different account.",
        ("plan", "create"),
        _LOGIN,
        pattern=ACCOUNT_ID,
        hint=ACCOUNT_ID_HINT,
        metavar="ID",
    ),
    Option(
        "create-validation-role",
        STRING,
        "",
        "Name of an IAM role to create, with least privileges, for manifests without a ValidationRole.",
        ("check", "plan", "create", "iam-policy", "role"),
        _CREATE,
        # Source: IAM API, CreateRole: RoleName.
        pattern=r"[\w+=,.@-]{1,64}",
        hint="use a role name, not an ARN: letters, digits and +=,.@-_, at most 64 characters",
        metavar="NAME",
    ),
    Option(
        "managed-policy",
        BOOLEAN,
        "false",
        "Also attach AmazonSageMakerFullAccess to the created role.",
        ("plan", "create", "iam-policy", "role"),
        _CREATE,
    ),
    Option(
        "allow-pull-request",
        BOOLEAN,
        "false",
        "Allow `create` on pull_request events. The author of a pull request then decides what is created.",
        ("create",),
        _CREATE,
    ),
    Option("select", NAMES, "", "Run only these rules.", ("check", "plan", "create"), _FINDINGS, metavar="RULE"),
    Option("ignore", NAMES, "", "Rules to skip.", ("check", "plan", "create"), _FINDINGS, metavar="RULE"),
    Option(
        "fix",
        BOOLEAN,
        "false",
        "Apply safe fixes to the manifests, then check them. Comments and formatting are preserved.",
        ("check",),
        _FINDINGS,
        is_input=False,
    ),
    Option(
        "diff",
        BOOLEAN,
        "false",
        "Show what --fix would change, without changing anything.",
        ("check",),
        _FINDINGS,
        is_input=False,
    ),
    Option(
        "output",
        LIST,
        "",
        "Also write a report to a file, as FORMAT=FILE. Formats as in `--format`.",
        group=_OUTPUT,
        metavar="FORMAT=FILE",
    ),
    Option("report-file", STRING, "", "File to write a JSON report to.", group=_OUTPUT, metavar="FILE"),
    Option(
        "format",
        CHOICE,
        "text",
        "Output format. The action uses `github`, and `summary` for the job summary.",
        group=_OUTPUT,
        choices=tuple(plugins.formats()),
        is_input=False,
    ),
)


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
    "console-url": "Console URL of the resource list.",
    "report": "Path of the JSON report, if `report-file` is set.",
    "results": "JSON list with the results of each manifest. The other outputs are those of the first manifest.",
}

EXIT_CODES = {
    0: "success",
    1: "findings of severity error (or as set by fail-on)",
    2: "invalid arguments or configuration",
    3: "AWS refused the request or could not be reached",
    4: "validation failed",
    5: "timed out or credentials expired; validation continues in AWS",
    70: "internal error",
    130: "interrupted; validation continues in AWS unless on-cancel is stop",
}
