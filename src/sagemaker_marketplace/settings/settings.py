"""Settings of a run, cleaned: texts by the names of the table of options become values, or a clear refusal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .. import plugins
from ..manifest.findings import USAGE, Failure
from ..manifest.suggestions import closest_match
from .options import CHANGES, DEFAULT_MANIFEST, OPTIONS, Option


@dataclass(frozen=True)
class Settings:
    """The settings of one run, each cleaned."""

    command: str = "check"
    manifests: tuple[str, ...] = (DEFAULT_MANIFEST,)
    variables: Mapping[str, str] = field(default_factory=dict)
    region: str = ""
    wait: bool = True
    timeout_minutes: float = 330
    poll_seconds: float = 30
    fail_on: str = "error"
    replace_failed: bool = False
    preflight: bool = True
    pin_image: bool = True
    provenance_tags: bool = True
    allowed_account_ids: tuple[str, ...] = ()
    create_validation_role: str = ""
    managed_policy: bool = False
    follow_jobs: bool = True
    log_lines: float = 400
    log_file: str = ""
    on_cancel: str = "keep"
    role_to_assume: str = ""
    role_session_name: str = ""
    role_duration_seconds: float = 3600
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
    values["allowed-account-ids"] = _accounts(values["allowed-account-ids"], shown.format("allowed-account-ids"))
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


def _accounts(lines: tuple[str, ...], name: str) -> tuple[str, ...]:
    accounts = tuple(part.strip() for line in lines for part in line.split(",") if part.strip())
    for account in accounts:
        if not re.fullmatch("[0-9]{12}", account):
            raise Failure(f"{name}: {account!r} is no account ID", USAGE, "an account ID has twelve digits")
    return accounts


def _rule_names(lines: tuple[str, ...], name: str) -> tuple[str, ...]:
    named = tuple(part.strip() for line in lines for part in line.split(",") if part.strip())
    known = [rule.name for rule in plugins.rules()] + plugins.check_names() if named else []
    for rule in named:
        if rule not in known:
            near = closest_match(rule, known)
            hint = f"did you mean {near}?" if near else "sagemaker-marketplace rules lists the names"
            raise Failure(f"{name}: there is no rule {rule}", USAGE, hint)
    return named


def _files(lines: tuple[str, ...], name: str) -> tuple[tuple[str, str], ...]:
    files = tuple((line.partition("=")[0], line.partition("=")[2]) for line in lines)
    forms = [form for form in plugins.formats() if form != "live"]  # a file is no terminal
    for form, file in files:
        if form not in forms or not file:
            formats = ", ".join(forms)
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
    # Source: IAM's limits on a role's name, CreateRole.
    if settings.create_validation_role and not re.fullmatch(r"[\w+=,.@-]{1,64}", settings.create_validation_role):
        name = shown.format("create-validation-role")
        raise Failure(f"{name} is no role name", USAGE, "a name without path: letters, digits and +=,.@-_, at most 64")
    if settings.managed_policy and not settings.create_validation_role:
        name = shown.format("managed-policy")
        raise Failure(f"{name} is true, but no role is made", USAGE, "set create-validation-role, or leave it out")
