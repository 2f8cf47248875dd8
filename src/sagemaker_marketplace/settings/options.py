"""The one table of options: the command line, the inputs in action.yml, `--help` and README's tables come from it.

An input of the action and the option of the command line have the same name. A list has one value per line as an input;
as an option it is repeated.
"""

from __future__ import annotations

from dataclasses import dataclass

from .. import plugins
from ..context import DEFAULT_MANIFEST
from ..manifest import schema
from ..manifest.findings import NEVER, SEVERITIES

RUNS = ("check", "plan", "create", "watch")
CHANGES = ("create",)
DEFAULT_REGION = "us-east-1"

STRING, CHOICE, NUMBER, BOOLEAN = "string", "choice", "number", "boolean"
# A list has one value per line. Names may also be separated by commas.
LIST, NAMES = "list", "names"

ACCOUNT_ID = r"[0-9]{12}"
ACCOUNT_ID_HINT = "an account ID has 12 digits"
REGION_NAME = r"[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}"
REGION_HINT = "use a Region such as us-east-1"


@dataclass(frozen=True)
class Option:
    """One option of the commands named in `commands`.

    `pattern` is a regular expression that every value must match, `hint` what to do if one does not. `alias` is a
    second spelling on the command line.
    """

    name: str
    type: str
    default: str
    help: str
    commands: tuple[str, ...] = RUNS
    group: str = ""
    choices: tuple[str, ...] = ()
    bounds: tuple[float, float] = (0, 0)
    pattern: str = ""
    hint: str = ""
    metavar: str = ""
    alias: str = ""
    is_input: bool = True
    is_positional: bool = False
    is_required: bool = False


def of_command(command: str) -> list[Option]:
    """List the options of a command of the command line."""
    return [option for option in (*OPTIONS, *OTHER_OPTIONS) if command in option.commands]


_FINDINGS, _CREATE, _WATCH, _LOGIN, _OUTPUT, _TRUST = (
    "findings",
    "creation",
    "validation",
    "AWS credentials",
    "output",
    "trust policy (--trust)",
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
    Option(
        "select",
        NAMES,
        "",
        "Run only these rules.",
        ("check", "plan", "create"),
        _FINDINGS,
        metavar="RULE",
    ),
    Option(
        "ignore",
        NAMES,
        "",
        "Rules to skip.",
        ("check", "plan", "create"),
        _FINDINGS,
        metavar="RULE",
    ),
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

# Options that only other commands have.
OTHER_OPTIONS = (
    Option(
        "file",
        STRING,
        "",
        "New file to write. Default: standard output.",
        ("init",),
        metavar="FILE",
        is_positional=True,
    ),
    Option(
        "kind",
        CHOICE,
        "",
        "Kind of resource. Default: the kind of the source, or ModelPackage.",
        ("init",),
        choices=tuple(schema.kinds()),
    ),
    Option(
        "from",
        STRING,
        "",
        "What to convert: a --cli-input-json file (JSON or YAML), the output of a describe-* command, or an ARN.",
        ("init",),
        metavar="SOURCE",
    ),
    Option(
        "region",
        STRING,
        "",
        f"AWS Region. Default: the Region of the source, or {DEFAULT_REGION}.",
        ("init",),
        pattern=REGION_NAME,
        hint=REGION_HINT,
        metavar="REGION",
    ),
    Option(
        "rule",
        STRING,
        "",
        "Rule name, as shown in brackets after a finding.",
        ("explain",),
        metavar="RULE",
        is_positional=True,
        is_required=True,
    ),
    Option("markdown", BOOLEAN, "false", "Print Markdown instead of plain text.", ("explain",)),
    Option(
        "name",
        STRING,
        "",
        "Region or instance type. Default: list all Regions.",
        ("facts",),
        metavar="NAME",
        is_positional=True,
    ),
    Option(
        "account-id",
        STRING,
        "",
        "AWS account ID. Default: the account in the manifest's ARNs.",
        ("iam-policy", "role"),
        pattern=ACCOUNT_ID,
        hint=ACCOUNT_ID_HINT,
        metavar="ID",
    ),
    Option("for", CHOICE, "create", "Command that the policy is for.", ("iam-policy",), choices=RUNS[1:]),
    Option(
        "caller",
        STRING,
        "",
        "ARN of the role or user that gets the policy.",
        ("iam-policy",),
        # Source: IAM's service model, arnType and pathType.
        pattern=r"arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/[\w+=,.@/-]+",
        hint="use the ARN of an IAM role or user",
        metavar="ARN",
    ),
    Option(
        "trust",
        STRING,
        "",
        # Source: STS API, AssumeRoleWithWebIdentity: the call needs no credentials.
        "Print the trust policy that lets the workflows of this GitHub repository assume a role.",
        ("iam-policy",),
        _TRUST,
        # Source: GitHub's rules for the names of accounts and repositories.
        pattern=r"[\w.-]+/[\w.-]+",
        hint="use one repository, as OWNER/NAME",
        metavar="OWNER/NAME",
    ),
    Option(
        "environment",
        STRING,
        "",
        "GitHub environment of the job.",
        ("iam-policy",),
        _TRUST,
        pattern=r"[^*?:$]+",
        hint="use the name of one environment",
        metavar="NAME",
    ),
    Option(
        "ref",
        STRING,
        "",
        "Git ref of the workflow run, if the job has no environment.",
        ("iam-policy",),
        _TRUST,
        pattern=r"refs/[^?:$]+",
        hint="use a full ref such as refs/heads/main or refs/tags/v*",
        metavar="REF",
    ),
    Option(
        "owner-id",
        STRING,
        "",
        "GitHub ID of the repository owner.",
        ("iam-policy",),
        _TRUST,
        pattern=r"[0-9]+",
        hint="the ID is a number: gh api repos/OWNER/NAME --jq .owner.id",
        metavar="NUMBER",
    ),
    Option(
        "repository-id",
        STRING,
        "",
        "GitHub ID of the repository.",
        ("iam-policy",),
        _TRUST,
        pattern=r"[0-9]+",
        hint="the ID is a number: gh api repos/OWNER/NAME --jq .id",
        metavar="NUMBER",
    ),
    Option(
        "kms-key",
        LIST,
        "",
        "ARN of a KMS key that encrypts the validation data.",
        ("role",),
        # Source: KMS's service model, KeyIdType and ArnType.
        pattern=r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[\w-]+",
        hint="use the ARN of a KMS key",
        metavar="ARN",
    ),
    Option("scenario", STRING, "success", "What the sandbox simulates.", ("sandbox",), metavar="NAME"),
    Option("port", NUMBER, "0", "Port on 127.0.0.1. 0 selects a free port.", ("sandbox",), bounds=(0, 65535)),
    Option(
        "run",
        LIST,
        "",
        "Command to run inside the sandbox. Default: serve until stopped.",
        ("sandbox",),
        metavar="-- COMMAND",
        is_positional=True,
    ),
)

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
