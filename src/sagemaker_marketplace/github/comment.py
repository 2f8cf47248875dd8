"""The comment on the pull request of a run: what it contains, and how it is written without an effect on the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from .. import plugins
from ..manifest.findings import INTERRUPTED
from ..report import secrets, untrusted
from ..report.report import Report, build
from ..settings.comment import CommentSettings
from . import marker, pull_request, sticky
from .api import Api, RequestError
from .deadline import within
from .marker import Marker
from .pull_request import PullRequest

# How long a run waits for its comment. A runner kills a cancelled run after ten seconds in all.
SECONDS, INTERRUPTED_SECONDS = 60.0, 3.0
_LINE_BREAKS = 2
_SHORT = 7
# Variables whose values a runner masks in the log and in the job summary; no one masks them in a comment.
_SECRETS = (
    "INPUT_GITHUB-TOKEN",
    "GITHUB_TOKEN",
    "ACTIONS_RUNTIME_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
)
_NO_PERMISSION = "set `permissions: pull-requests: write` for the job"


@dataclass(frozen=True)
class Note:
    """A line for the job log about the comment. `is_notice` is whether someone has to change the workflow for it."""

    text: str
    is_notice: bool = False


def write(
    report: Report, chosen: CommentSettings, environment: Mapping[str, str], sleep: Callable[[float], object]
) -> Note:
    """Write the comment of a run and return what was done. `environment` is the runner's.

    It returns in bounded time, whatever GitHub's server does.
    """
    target = pull_request.of_run(environment)
    if target is None:
        event = untrusted.line(environment.get("GITHUB_EVENT_NAME", "")) or "unknown"
        return Note(f"no comment: the event {event} has no pull request")
    own = marker.of_run(environment, chosen.comment_key)
    text = body(report, own, target, chosen.comment_key, environment)
    seconds = INTERRUPTED_SECONDS if report.exit_code == INTERRUPTED else SECONDS
    try:
        return within(seconds, partial(_send, text, own, target, chosen, environment, sleep, seconds))
    except RequestError as error:
        return Note(f"no comment: {error}", is_notice=True)


def body(report: Report, own: Marker, target: PullRequest, name: str, environment: Mapping[str, str]) -> str:
    """Return the content of the comment, which ends with the marker."""
    server = environment.get("GITHUB_SERVER_URL", "")
    repository_url = f"{server}/{target.repository}"
    run_url = f"{repository_url}/actions/runs/{environment.get('GITHUB_RUN_ID', '')}"
    workflow, job = environment.get("GITHUB_WORKFLOW", ""), environment.get("GITHUB_JOB", "")
    links = [(" / ".join(filter(None, (workflow, job, name))), run_url)]
    commit_url = ""
    if target.commit:
        commit_url = f"{repository_url}/blob/{target.commit}"
        links.append((target.commit[:_SHORT], f"{repository_url}/commit/{target.commit}"))
    end = own.line()
    hidden = [environment.get(variable, "") for variable in _SECRETS]
    ran = build(secrets.without(report.events, hidden), report.command, report.fail_on)
    markdown = plugins.output_format("markdown")
    shown = markdown.of_report(ran, commit_url, links, markdown.MAX_SIZE - len(end) - _LINE_BREAKS)
    return f"{marker.disarm(shown)}\n\n{end}"


def _send(
    text: str,
    own: Marker,
    target: PullRequest,
    chosen: CommentSettings,
    environment: Mapping[str, str],
    sleep: Callable[[float], object],
    seconds: float,
) -> Note:
    try:
        api = Api(environment.get("GITHUB_API_URL", ""), environment.get("GITHUB_GRAPHQL_URL", ""), chosen.github_token)
        written = sticky.StickyComment(api, target, own).write(text, sleep, seconds)
    except RequestError as error:
        return _failed(error, target)
    except ImportError:
        return Note("no comment: requests is not installed; install the extra action", is_notice=True)
    except Exception as error:  # a bug, which must not change the result of the run
        return Note(f"no comment: internal error: {type(error).__name__}", is_notice=True)
    if written.action == sticky.NEWER:
        return Note("comment not updated: a later run has done it")
    return Note(untrusted.line(f"comment {written.action}: {written.url}"))


def _failed(error: RequestError, target: PullRequest) -> Note:
    """Return the note about a request that failed.

    Source: GitHub's documentation, "Events that trigger workflows": for a pull request from a fork the token is
    read-only, and nothing has to be changed.
    """
    is_forbidden = error.status in (403, 404)
    if is_forbidden and target.is_from_fork:
        return Note("no comment: the token is read-only, because the pull request is from a fork")
    hint = f"\n{_NO_PERMISSION}" if is_forbidden else ""
    return Note(f"no comment: {error}{hint}", is_notice=True)
