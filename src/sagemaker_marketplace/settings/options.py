"""The one table of options: argv, the action's inputs, `--help`, action.yml and README's tables all come from it."""

from __future__ import annotations

from dataclasses import dataclass

from .. import plugins
from ..manifest.findings import NEVER, SEVERITIES

RUNS = ("check", "plan", "create", "watch")
CHANGES = ("create",)
DEFAULT_MANIFEST = "sagemaker-marketplace.yaml"


@dataclass(frozen=True)
class Option:
    """One setting: `sort` is text, choice, number, flag or lines; `commands` take it as an argument."""

    name: str
    sort: str
    default: str
    help: str
    commands: tuple[str, ...] = RUNS
    choices: tuple[str, ...] = ()
    bounds: tuple[float, float] = (0, 0)
    flag: str = ""
    is_input: bool = True


OPTIONS = (
    Option(
        "command", "choice", "check", "What to do. `check` never changes anything and needs no credentials.", (), RUNS
    ),
    Option(
        "manifest",
        "lines",
        DEFAULT_MANIFEST,
        "Manifests: paths and globs from the root of the workspace, one a line. `watch` takes ARNs, too.",
    ),
    Option("variables", "lines", "", "Values for `${NAME}` in manifests, one NAME=VALUE a line.", flag="var"),
    Option("region", "text", "", "The AWS Region; it must agree with the manifest's, and is only there to be sure."),
    Option("wait", "flag", "true", "Wait for the validation to end. `false` returns after the create.", ("create",)),
    Option(
        "timeout-minutes",
        "number",
        "330",
        "How long to wait for AWS. When time is up the step ends with code 5, and `watch` takes up the resource.",
        ("create", "watch"),
        bounds=(0, 7200),
    ),
    Option(
        "poll-seconds",
        "number",
        "30",
        "Time between two looks at the resource.",
        ("create", "watch"),
        bounds=(0.1, 240),
    ),
    Option(
        "follow-jobs",
        "flag",
        "true",
        "Find the validation's jobs, show their phases and what they cost, and stream their logs.",
        ("create", "watch"),
    ),
    Option(
        "log-lines",
        "number",
        "400",
        "How many lines of a job's log to show: half of them the first ones, half the last. 0 shows none.",
        ("create", "watch"),
        bounds=(0, 999999),
    ),
    Option(
        "log-file",
        "text",
        "",
        "Write every line of the jobs' logs to this file, with time, job and stream.",
        ("create", "watch"),
    ),
    Option(
        "on-cancel",
        "choice",
        "keep",
        "When the run is cancelled: `keep` lets the validation go on, `stop` stops its jobs and deletes what this run "
        "has created.",
        ("create",),
        ("keep", "stop"),
    ),
    Option(
        "role-to-assume",
        "text",
        "",
        "ARN of a role to take with the job's OIDC token, and again before its session ends, however long the "
        "validation takes. Needs `id-token: write`.",
        ("plan", "create", "watch"),
    ),
    Option(
        "role-session-name",
        "text",
        "",
        "Name of that session in CloudTrail; made of repository and run if left out.",
        ("plan", "create", "watch"),
    ),
    Option(
        "role-duration-seconds",
        "number",
        "3600",
        "How long one session lasts; it is renewed as it ends.",
        ("plan", "create", "watch"),
        bounds=(900, 43200),
    ),
    Option(
        "fail-on",
        "choice",
        "error",
        "The mildest finding that fails the check. Nothing with an error is ever created.",
        ("check", "plan", "create"),
        (*SEVERITIES, NEVER),
    ),
    Option(
        "replace-failed",
        "flag",
        "false",
        "Delete a resource of this name that has Failed, and create it again.",
        ("plan", "create"),
    ),
    Option(
        "preflight",
        "flag",
        "true",
        "Ask the account about everything the manifest names before anything is created: read-only, and what the "
        "caller may not ask is left.",
        ("plan", "create"),
    ),
    Option(
        "pin-image",
        "flag",
        "true",
        "Put the digest an image's tag has now into the request, so that what was checked is what is certified.",
        ("plan", "create"),
    ),
    Option(
        "provenance-tags",
        "flag",
        "true",
        "Tag what is created with repository, commit, run and manifest digest (`sagemaker-marketplace:*`).",
        ("plan", "create"),
    ),
    Option(
        "allowed-account-ids",
        "lines",
        "",
        "AWS account IDs, one a line or parted by commas: with the credentials of any other account nothing is done.",
        ("plan", "create"),
    ),
    Option(
        "create-validation-role",
        "text",
        "",
        "Name of an IAM role to make, with the least permissions, for manifests without a ValidationRole.",
        ("check", "plan", "create"),
    ),
    Option(
        "managed-policy",
        "flag",
        "false",
        "Give the role that is made AmazonSageMakerFullAccess, too, as the console does.",
        ("plan", "create"),
    ),
    Option(
        "allow-pull-request",
        "flag",
        "false",
        "Let `create` run on pull_request events. Whoever opens a pull request then decides what is created.",
        ("create",),
    ),
    Option(
        "select",
        "lines",
        "",
        "Names of rules: of all rules only these speak, one a line or parted by commas.",
        ("check", "plan", "create"),
    ),
    Option("ignore", "lines", "", "Names of rules that do not speak.", ("check", "plan", "create")),
    Option(
        "fix",
        "flag",
        "false",
        "Make the changes that are certain in the manifests, then check. Comments and layout stay.",
        ("check",),
        is_input=False,
    ),
    Option("diff", "flag", "false", "Show what --fix would change, and change nothing.", ("check",), is_input=False),
    Option(
        "output",
        "lines",
        "",
        "Write a format to a file as well, FORMAT=FILE, one a line. Formats as in `--format`.",
    ),
    Option("report-file", "text", "", "Write a JSON report of the run to this file."),
    Option(
        "format",
        "choice",
        "text",
        "How to print. The action prints `github` and writes `summary` to the job's summary.",
        choices=tuple(plugins.formats()),
        is_input=False,
    ),
)

OUTPUTS = {
    "arn": "ARN of the resource.",
    "name": "Its name.",
    "kind": "`ModelPackage` or `Algorithm`.",
    "region": "Its Region.",
    "status": "Its last known status, such as `Completed`.",
    "action-taken": "`created`, `attached` (was in validation), `unchanged` (was Completed), `replaced`, `watched`.",
    "failure-reason": "Why the validation failed: every reason AWS gives.",
    "errors": "Number of findings of level error.",
    "warnings": "Number of findings of level warning.",
    "console-url": "Page of the console that lists such resources.",
    "report": "Path of the JSON report, if `report-file` is set.",
    "results": "JSON list with the outputs of each manifest. The single outputs are those of the first.",
}
