"""The one table of options: the settings of a run, each with what the command line and the action say about it.

An option of the command line, an input of the action and a field of Settings have the same name. The command line, the
inputs in action.yml, `--help` and README's tables are generated from this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..changed_files import REVISION
from ..manifest.findings import INFO, NEVER, SEVERITIES
from .option import (
    ACCOUNT_ID,
    ACCOUNT_ID_HINT,
    ACTIONS,
    LIST,
    NAMES,
    REGION_HINT,
    REGION_NAME,
    RUNS,
    STRING,
    option,
    rows,
)
from .output_settings import OUTPUT, OutputSettings

_FINDINGS, _CREATE, _WATCH, _LOGIN = "findings", "creation", "validation", "AWS credentials"
_REHEARSAL = "rehearsal"


@dataclass(frozen=True)
class RunSettings:
    """The validated settings of check, rehearse, plan, create and watch; some are options of other commands, too."""

    command: str = option(
        "check",
        "What to do. `check` and `rehearse` change nothing in AWS, and `check` needs no credentials.",
        (),
        choices=ACTIONS,
    )
    manifest: tuple[str, ...] = option(
        (),
        "Manifests: paths, globs and folders, relative to the workspace. `watch` also accepts ARNs. "
        "Default: `sagemaker-marketplace.yaml`, `.yml` or `.json`.",
        (*RUNS, "iam-policy", "role"),
        is_configurable=True,
        metavar="MANIFEST",
        is_positional=True,
    )
    changed_only: bool = option(
        False,
        "Use only manifests that changed, or whose files did: those of `$file` and of the block `rehearsal`. In a "
        "workflow, since the base of the pull request or since the push before; elsewhere as `--base` says. If that is "
        "not known, all manifests are used.",
        ("check", "rehearse", "plan", "create"),
    )
    base: str = option(
        "",
        "With --changed-only, the branch or commit whose last common commit with HEAD the files are compared with. "
        "Default: the base of a pull request in CI, else the default branch of origin.",
        ("check", "rehearse", "plan", "create"),
        pattern=REVISION,
        hint="use the name of a branch, a tag or a commit",
        metavar="REF",
        is_input=False,
    )
    variables: Mapping[str, str] = option(
        {},
        "Values for `${NAME}` in manifests, as NAME=VALUE.",
        (*RUNS, "iam-policy", "role"),
        is_configurable=True,
        metavar="NAME=VALUE",
        alias="var",
        type=LIST,
    )
    shard: tuple[int, ...] = option(
        (),
        "Use only a part of the manifests, such as 2/10: of 10 parts the second. For a job of a matrix.",
        metavar="N/TOTAL",
        type=STRING,
    )
    region: str = option(
        "", "AWS Region. Must match the manifest.", pattern=REGION_NAME, hint=REGION_HINT, metavar="REGION"
    )
    driver_image: str = option(
        "",
        "Local image with Python 3.8 or later, whose container sends the requests. Default: the image of the action.",
        ("rehearse", "create"),
        _REHEARSAL,
        metavar="IMAGE",
    )
    save_outputs: str = option(
        "",
        "Folder to write each answer to, beside its input, as `data/output/batch` and `data/input/batch`.",
        ("rehearse", "create"),
        _REHEARSAL,
        metavar="DIR",
    )
    wait: bool = option(
        True, "Wait for the validation. If false, return once the resource has been created.", ("create",), _WATCH
    )
    timeout_minutes: float = option(
        330,
        "Maximum time to wait for AWS. On timeout, the run ends with exit code 5; use `watch` to resume.",
        ("create", "watch"),
        _WATCH,
        bounds=(0, 7200),
    )
    poll_seconds: float = option(30, "Polling interval in seconds.", ("create", "watch"), _WATCH, bounds=(0.1, 240))
    follow_jobs: bool = option(
        True, "Show the status, cost and logs of the validation jobs.", ("create", "watch"), _WATCH
    )
    log_lines: float = option(
        400,
        "Maximum log lines to show per job (first and last half). 0 shows none. By default, more than 5 manifests "
        "share 2,000 lines.",
        ("rehearse", "create", "watch"),
        _WATCH,
        bounds=(0, 999999),
    )
    log_file: str = option(
        "",
        "File to write all log lines of the validation jobs to.",
        ("rehearse", "create", "watch"),
        _WATCH,
        metavar="FILE",
    )
    on_cancel: str = option(
        "keep",
        "What to do if the run is cancelled: `keep` lets the validation continue, `stop` stops its jobs and deletes "
        "what the run has created.",
        ("create", "iam-policy"),
        _WATCH,
        choices=("keep", "stop"),
    )
    profile: str = option(
        "",
        "Profile in the configuration files of the AWS CLI. Default: AWS_PROFILE, or the credentials in the "
        "environment.",
        ("rehearse", "plan", "create", "watch", "init", "role"),
        _LOGIN,
        metavar="NAME",
        is_input=False,
    )
    role_to_assume: str = option(
        "",
        "ARN of an IAM role to assume with the job's OIDC token. Needs `id-token: write`.",
        ("rehearse", "plan", "create", "watch"),
        _LOGIN,
        metavar="ARN",
    )
    role_session_name: str = option(
        "",
        "Role session name. Default: derived from repository and run ID.",
        ("rehearse", "plan", "create", "watch"),
        _LOGIN,
        metavar="NAME",
    )
    role_duration_seconds: float = option(
        3600,
        "Session duration in seconds. Sessions are renewed automatically.",
        ("rehearse", "plan", "create", "watch"),
        _LOGIN,
        bounds=(900, 43200),
    )
    fail_on: str = option(
        "error",
        "Lowest severity that fails the run. Manifests with errors are never created.",
        ("check", "rehearse", "plan", "create"),
        _FINDINGS,
        is_configurable=True,
        choices=(*SEVERITIES, NEVER),
    )
    min_severity: str = option(
        INFO,
        "Lowest severity to show, in every format. Findings below it are only counted, and `fail-on` still applies.",
        ("check", "rehearse", "plan", "create"),
        _FINDINGS,
        is_configurable=True,
        choices=SEVERITIES,
    )
    replace_failed: bool = option(
        False,
        "If a resource with this name failed validation, delete it and create it again.",
        ("plan", "create", "iam-policy"),
        _CREATE,
    )
    fail_fast: bool = option(
        False,
        "After the first failure, create nothing more. Validations that have started are watched to their ends.",
        ("create",),
        _CREATE,
    )
    preflight: bool = option(
        True,
        "Check the referenced resources in your account before creating anything (read-only; checks without permission "
        "are skipped).",
        ("plan", "create"),
        _CREATE,
    )
    rehearse: bool = option(
        False,
        "Rehearse the images of the request, by digest, before anything is created. Needs a container engine, as the "
        "command `rehearse` does. A manifest whose rehearsal fails is not created.",
        ("create", "iam-policy"),
        _CREATE,
    )
    pin_image: bool = option(True, "Pin image tags to their current digest.", ("plan", "create"), _CREATE)
    provenance_tags: bool = option(
        True,
        "Tag created resources with repository, commit, run and manifest digest (`sagemaker-marketplace:*`).",
        ("plan", "create"),
        _CREATE,
    )
    allowed_account_ids: tuple[str, ...] = option(
        (),
        "AWS account IDs. Fail if the credentials belong to a different account.",
        ("plan", "create"),
        _LOGIN,
        pattern=ACCOUNT_ID,
        hint=ACCOUNT_ID_HINT,
        metavar="ID",
        type=NAMES,
    )
    # Source: IAM API, CreateRole: RoleName.
    create_validation_role: str = option(
        "",
        "Name of an IAM role to create, with least privileges, for manifests without a ValidationRole.",
        ("check", "plan", "create", "iam-policy", "role"),
        _CREATE,
        pattern="[\\w+=,.@-]{1,64}",
        hint="use a role name, not an ARN: letters, digits and +=,.@-_, at most 64 characters",
        metavar="NAME",
    )
    managed_policy: bool = option(
        False,
        "Also attach AmazonSageMakerFullAccess to the created role.",
        ("plan", "create", "iam-policy", "role"),
        _CREATE,
    )
    allow_untrusted_trigger: bool = option(
        False,
        "Allow changes in AWS, and downloads for a rehearsal, on events that people without write access can cause, "
        "such as pull_request_target. They can then decide what is created or read.",
        ("create", "role", "rehearse"),
        _CREATE,
    )
    show_request: bool = option(
        False,
        "Print the request that would be sent. The job log of the action contains it, folded.",
        ("plan", "create"),
        OUTPUT,
        is_input=False,
    )
    select: tuple[str, ...] = option(
        (),
        "Run only these rules.",
        ("check", "rehearse", "plan", "create"),
        _FINDINGS,
        metavar="RULE",
        is_configurable=True,
        type=NAMES,
    )
    ignore: tuple[str, ...] = option(
        (),
        "Rules to skip.",
        ("check", "rehearse", "plan", "create"),
        _FINDINGS,
        metavar="RULE",
        is_configurable=True,
        type=NAMES,
    )
    fix: bool = option(
        False,
        "Apply safe fixes to the manifests, then check them. Comments and formatting are preserved.",
        ("check",),
        _FINDINGS,
        is_input=False,
    )
    diff: bool = option(
        False, "Show what --fix would change, without changing anything.", ("check",), _FINDINGS, is_input=False
    )


@dataclass(frozen=True)
class Settings(OutputSettings, RunSettings):
    """The validated settings of a run: those of its stages, then those of its output."""


OPTIONS = rows(Settings)
