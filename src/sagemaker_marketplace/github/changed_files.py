"""The files that the event of a run changed, as GitHub's API lists them.

Sources: GitHub's REST API documentation, "List pull requests files" (at most 3,000 files, 100 per page; pull requests:
read) and "Compare two commits" (at most 300 files, all on the first page; contents: read); "Webhook events and
payloads" for push and merge_group. The event of a push in Actions lists no files.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from ..changed_files import ChangedFiles, UnknownChanges
from ..report import untrusted
from . import pull_request
from .api import Api, RequestError
from .deadline import within

_SECONDS = 60.0
_MAX_COMPARED = 300
_PERMISSION = "set `permissions: {}: read` for the job"


def find(
    root: Path, token: str, environment: Mapping[str, str], configuration_file: str
) -> tuple[ChangedFiles | None, str]:
    """Return the files that the event of a run changed, or None and a line for the log that says why.

    `configuration_file` is the name of the file in the workspace, or empty: its change concerns all manifests.
    """
    try:
        return of_event(root, token, environment).unless_changed(root, configuration_file), ""
    except UnknownChanges as unknown:
        return None, untrusted.line(unknown.notice())


def of_event(root: Path, token: str, environment: Mapping[str, str]) -> ChangedFiles:
    """Return the files that the event of a run changed; `root` is the real path of the workspace.

    It returns in bounded time. Raises UnknownChanges.
    """
    if not os.path.exists(root / ".git"):
        raise UnknownChanges("the workspace is not the checkout of a repository", "check out without the input path")
    try:
        names, base = within(_SECONDS, partial(_names, token, environment))
    except RequestError as error:
        forbidden = error.status in (403, 404)
        permission = "contents" if environment.get("GITHUB_EVENT_NAME") == "push" else "pull-requests"
        hint = _PERMISSION.format(permission) if forbidden else ""
        raise UnknownChanges(f"GitHub does not list the changed files: {error}", hint) from None
    except ImportError:
        raise UnknownChanges("requests is not installed", "install the extra action") from None
    return ChangedFiles.of(root, names, base)


def _names(token: str, environment: Mapping[str, str]) -> tuple[list[str], str]:
    """Return the names of the files, and of what they are compared with. Raises RequestError and UnknownChanges."""
    name, event = environment.get("GITHUB_EVENT_NAME", ""), pull_request.read_event(environment)
    target, repository = pull_request.of_run(environment), environment.get("GITHUB_REPOSITORY", "")
    if not pull_request.REPOSITORY.fullmatch(repository):
        raise UnknownChanges("GITHUB_REPOSITORY is not the name of a repository")
    api = Api(environment.get("GITHUB_API_URL", ""), environment.get("GITHUB_GRAPHQL_URL", ""), token)
    if target:
        return _of_pull_request(api, target), f"the base of pull request {target.number}"
    if name == "push":
        before, after = event.get("before"), event.get("after")
        if isinstance(before, str) and not before.strip("0"):
            raise UnknownChanges("the push created the branch or the tag")
        return _of_commits(api, repository, before, after), "the push before"
    if name == "merge_group":
        group = event.get("merge_group")
        before, after = (group.get(f"{end}_sha") if isinstance(group, dict) else None for end in ("base", "head"))
        return _of_commits(api, repository, before, after), "the base of the merge group"
    raise UnknownChanges(f"the event {untrusted.line(name) or 'unknown'} has no changed files")


def _of_pull_request(api: Api, target: pull_request.PullRequest) -> list[str]:
    path = f"/repos/{target.repository}/pulls/{target.number}"
    now = api.request("GET", path)
    if _at(now, "head", "sha") != target.commit:
        raise UnknownChanges(f"pull request {target.number} has other commits than the event of this run")
    files = [file for page in api.pages(f"{path}/files?per_page=100") for file in page]
    if len(files) != _at(now, "changed_files"):
        raise UnknownChanges(f"GitHub lists only {len(files):,} of {_at(now, 'changed_files')} changed files")
    return list(_file_names(files))


def _of_commits(api: Api, repository: str, before: object, after: object) -> list[str]:
    for commit in (before, after):
        if not isinstance(commit, str) or not pull_request.COMMIT.fullmatch(commit):
            raise UnknownChanges("the event names no two commits")
    # The number per page is that of the commits.
    compared = api.request("GET", f"/repos/{repository}/compare/{before}...{after}?per_page=1")
    status, files = _at(compared, "status"), _at(compared, "files")
    if status not in ("ahead", "identical"):
        # GitHub compares with the commit that both share: what the push has removed would be missing.
        raise UnknownChanges("the push is not a continuation of the branch")
    if not isinstance(files, list):
        raise RequestError("invalid response: no list of files")
    if len(files) >= _MAX_COMPARED:
        raise UnknownChanges(f"GitHub lists at most {_MAX_COMPARED} changed files of a push")
    return list(_file_names(files))


def _file_names(files: Iterable[Any]) -> Iterator[str]:
    for file in files:
        name, previous = _at(file, "filename"), _at(file, "previous_filename")
        if not isinstance(name, str) or not name:
            raise RequestError("invalid response: a file without a name")
        yield name
        if isinstance(previous, str) and previous:
            yield previous


def _at(data: Any, *keys: str) -> Any:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data
