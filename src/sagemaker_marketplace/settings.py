"""One table of options: argv, the action's inputs, `--help`, action.yml and README's tables all come from it."""

from __future__ import annotations

import re

from .core import plugins
from .core.diagnostics import NEVER, SEVERITIES, USAGE, Failure
from .core.records import Frozen
from .core.schema import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

RUNS = ("check", "plan", "create", "watch")
CHANGES = ("create",)
DEFAULT_MANIFEST = "sagemaker-marketplace.yaml"


class Option(Frozen):
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


class Settings(Frozen):
    """The settings of one run, each cleaned."""

    command: str = "check"
    manifests: tuple[str, ...] = (DEFAULT_MANIFEST,)
    variables: Mapping[str, str] = {}
    region: str = ""
    wait: bool = True
    timeout_minutes: float = 330
    poll_seconds: float = 30
    fail_on: str = "error"
    replace_failed: bool = False
    allow_pull_request: bool = False
    report_file: str = ""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fix: bool = False
    diff: bool = False
    output: tuple[tuple[str, str], ...] = ()
    format: str = "text"


def clean(texts: Mapping[str, str], shown: str = "{}") -> Settings:
    """Make settings of texts by option name; `shown` is how an option is called, such as `input {}` or `--{}`.

    Raises Failure that names the option for whatever is not of its sort, and for contradictions.
    """
    values = {option.name: _clean(option, texts.get(option.name), shown) for option in OPTIONS}
    variables = _variables(values.pop("variables"), shown)
    for name in ("select", "ignore"):
        values[name] = _rule_names(values[name], shown.format(name))
    values["output"] = _files(values["output"], shown.format("output"))
    settings = Settings(
        manifests=values.pop("manifest"),
        variables=variables,
        **{name.replace("-", "_"): value for name, value in values.items()},
    )
    _contradictions(settings, shown)
    return settings


def refuse_changes(settings: Settings, event: str) -> None:
    """Hold back what changes AWS from runs a pull request starts, whoever wrote the manifest then.

    Raises Failure on every pull_request* event unless it is allowed.
    """
    if settings.command in CHANGES and event.startswith("pull_request") and not settings.allow_pull_request:
        raise Failure(
            f"{settings.command} is refused on the event {event}",
            USAGE,
            "the author of a pull request would decide what is created in your account: run it on push, release or\n"
            "workflow_dispatch, or set allow-pull-request to true if every author is trusted",
        )


def region(text: str, name: str) -> str:
    """A Region's name as it is written, known or not.

    Raises Failure, with the name of the setting, for what has not the form of one.
    """
    if not re.fullmatch(r"[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}", text):
        raise Failure(f"{name} is {text!r}", USAGE, "write a Region such as us-east-1")
    return text


def agree(settings: Settings, named: str | None, source: str) -> None:
    """Hold the Region that the settings name, if any, against the one a manifest or an ARN names.

    Raises Failure when they differ.
    """
    if settings.region and named and settings.region != named:
        message = f"the region setting is {settings.region}, {source} says {named}"
        raise Failure(message, USAGE, "make the two agree, or leave the setting out")


def _clean(option: Option, text: str | None, shown: str) -> Any:
    name = shown.format(option.name)
    if text is not None and not text.strip() and option.default:
        raise Failure(f"{name} is empty", USAGE, f"give it a value, or leave it out for {option.default}")
    text = option.default if text is None else text.strip()
    if option.sort == "lines":
        return tuple(line.strip() for line in text.splitlines() if line.strip())
    if option.sort == "flag":
        if text.lower() not in ("true", "false"):
            raise Failure(f"{name} is {text!r}, it takes true or false", USAGE, "write true or false")
        return text.lower() == "true"
    if option.sort == "choice" and text not in option.choices:
        raise Failure(f"{name} is {text!r}", USAGE, f"it takes one of {', '.join(option.choices)}")
    return _number(option, text, name) if option.sort == "number" else text


def _number(option: Option, text: str, name: str) -> float:
    low, high = option.bounds
    number = float(text) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", text) else None
    if number is None or not low <= number <= high:
        raise Failure(
            f"{name} is {text!r}", USAGE, f"it takes a number from {low:g} to {high:g}, such as {option.default}"
        )
    return number


def _variables(lines: tuple[str, ...], shown: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for line in lines:
        name, equals, value = line.partition("=")
        if not equals or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            raise Failure(
                f"{shown.format('variables')}: {name!r} is no NAME=VALUE", USAGE, "write, for example, VERSION=1.2.3"
            )
        if name in values:
            raise Failure(f"{shown.format('variables')}: {name} is given twice", USAGE, "remove one of the two")
        values[name] = value
    return values


def _rule_names(lines: tuple[str, ...], name: str) -> tuple[str, ...]:
    named = tuple(part.strip() for line in lines for part in line.split(",") if part.strip())
    known = [rule.name for rule in plugins.rules()] if named else []
    for rule in named:
        if rule not in known:
            near = nearest(rule, known)
            hint = f"did you mean {near}?" if near else "sagemaker-marketplace rules lists the names"
            raise Failure(f"{name}: there is no rule {rule}", USAGE, hint)
    return named


def _files(lines: tuple[str, ...], name: str) -> tuple[tuple[str, str], ...]:
    files = tuple((line.partition("=")[0], line.partition("=")[2]) for line in lines)
    for form, file in files:
        if form not in plugins.formats() or not file:
            formats = ", ".join(plugins.formats())
            raise Failure(
                f"{name} is {form!r}{f' for {file}' if file else ''}", USAGE, f"write FORMAT=FILE with one of {formats}"
            )
    return files


def _contradictions(settings: Settings, shown: str) -> None:
    arns = [name for name in settings.manifests if name.startswith("arn:")]
    if arns and settings.command != "watch":
        raise Failure(f"{arns[0]} is an ARN, {settings.command} takes manifests", USAGE, "only watch takes ARNs")
    if settings.command == "watch" and not settings.wait:
        raise Failure(f"{shown.format('wait')} is false, but watch is all waiting", USAGE, "leave one of the two out")
    if settings.command != "create" and settings.command != "plan" and settings.replace_failed:
        name = shown.format("replace-failed")
        raise Failure(f"{name} is true, but {settings.command} replaces nothing", USAGE, "leave it out, or use create")
    if settings.fix and settings.diff:
        names = f"{shown.format('fix')} and {shown.format('diff')}"
        raise Failure(
            f"{names} exclude each other", USAGE, "the one changes files, the other shows what it would change"
        )
    if settings.region:
        region(settings.region, shown.format("region"))
