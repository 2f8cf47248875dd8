"""Which files git reports as changed, in real repositories."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from tests.changed.conftest import Repository

from sagemaker_marketplace import git
from sagemaker_marketplace.changed_files import UnknownChanges


def changed(repository: Repository, base: str = "", folder: str = ".", **variables: str) -> set[str]:
    """Return the names of the changed files."""
    environment = {**repository.environment, **variables}
    return set(git.changed_files((repository.folder / folder).resolve(), base, environment).names)


def unknown(repository: Repository, base: str = "", **variables: str) -> str:
    """Return why the changed files are not known."""
    with pytest.raises(UnknownChanges) as raised:
        changed(repository, base, **variables)
    return str(raised.value)


@pytest.fixture
def branch(repository: Repository) -> Repository:
    """A branch with a commit that adds new.yaml, after which main has another commit."""
    repository.commit(a_yaml="a", b_yaml="b", sub__c_yaml="c")
    repository.git("checkout", "--quiet", "-b", "feature")
    repository.commit(new_yaml="new")
    repository.git("checkout", "--quiet", "main")
    repository.commit(a_yaml="other")
    repository.git("checkout", "--quiet", "feature")
    return repository


def test_files_of_the_branch_changed_and_not_those_of_the_base(branch: Repository) -> None:
    assert changed(branch) == {"new.yaml"}
    assert changed(branch, folder="sub") == {"new.yaml"}
    assert changed(branch, "main") == {"new.yaml"}
    assert changed(branch, "HEAD") == set()


def test_changes_that_are_not_committed(branch: Repository) -> None:
    branch.write(b_yaml="staged")
    branch.git("add", "b.yaml")
    branch.write(a_yaml="in the working tree", untracked_yaml="", folder__d_yaml="", folder__e_yaml="")
    assert changed(branch) == {"new.yaml", "b.yaml", "a.yaml", "untracked.yaml", "folder"}


def test_a_file_that_is_written_again_counts_because_its_content_is_not_read(branch: Repository) -> None:
    os.utime(branch.folder / "b.yaml", (1, 1))
    assert changed(branch) == {"new.yaml", "b.yaml"}


def test_ignored_files_count_because_git_does_not_know_them(branch: Repository) -> None:
    branch.commit(_gitignore="built\n")
    branch.write(built__model="")
    assert changed(branch) == {"new.yaml", ".gitignore", "built"}


def test_both_names_of_a_renamed_file_and_the_name_of_a_deleted_one(branch: Repository) -> None:
    branch.git("mv", "a.yaml", "renamed.yaml")
    branch.git("rm", "--quiet", "b.yaml")
    branch.commit()
    (branch.folder / "sub" / "c.yaml").unlink()
    assert changed(branch) == {"new.yaml", "a.yaml", "renamed.yaml", "b.yaml", "sub/c.yaml"}


@pytest.mark.parametrize(
    "name", ["--output=x.yaml", "-p", "new\nline.yaml", 'quote".yaml', " space.yaml", "ünïcode.yaml", ":(top)a.yaml"]
)
def test_names_of_files_are_only_names(branch: Repository, name: str) -> None:
    (branch.folder / name).write_text("")
    assert changed(branch) == {"new.yaml", name}
    branch.git("add", "--all")
    assert changed(branch) == {"new.yaml", name}
    assert not (branch.folder / "x.yaml").exists()


def test_a_name_that_is_not_utf_8(branch: Repository) -> None:
    try:
        (Path(os.fsdecode(os.fsencode(branch.folder) + b"/\xff.yaml"))).write_text("")
    except OSError:
        pytest.skip("the file system has only names in UTF-8")
    assert changed(branch) == {"new.yaml", "\udcff.yaml"}


@pytest.mark.parametrize(
    "variables",
    [
        {"GITHUB_BASE_REF": "release"},
        {"CI_MERGE_REQUEST_DIFF_BASE_SHA": "release"},
        {"BITBUCKET_PR_DESTINATION_BRANCH": "release"},
        {"SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/release"},
        {"CHANGE_TARGET": "release"},
        {"BUILDKITE_PULL_REQUEST_BASE_BRANCH": "release"},
    ],
    ids=lambda variables: next(iter(variables)),
)
def test_the_base_of_a_pull_request_in_ci(branch: Repository, variables: dict[str, str]) -> None:
    branch.git("branch", "release")
    branch.commit(later_yaml="")
    assert changed(branch, CI="true", **variables) == {"later.yaml"}
    name = next(iter(variables))
    assert "missing is not a commit of this clone" in unknown(branch, **{name: "missing"})
    assert "--all is not a commit of this clone" in unknown(branch, **{name: "--all"})


def test_the_default_branch_of_the_remote_comes_first(branch: Repository) -> None:
    branch.git("update-ref", "refs/remotes/origin/main", "feature")
    branch.commit(later_yaml="")
    assert changed(branch) == {"later.yaml"}
    branch.git("update-ref", "refs/remotes/origin/trunk", "HEAD")
    branch.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert changed(branch) == set()


def test_on_the_default_branch(branch: Repository) -> None:
    branch.git("checkout", "--quiet", "main")
    branch.write(a_yaml="changed")
    assert changed(branch) == {"a.yaml"}
    assert unknown(branch, CI="true") == "HEAD is a commit of main"
    assert changed(branch, "HEAD^", CI="true") == {"a.yaml"}


@pytest.mark.parametrize("base", ["missing", "-x", "--all", "a b", "main..feature", "HEAD:a.yaml", "", "refs/heads/"])
def test_a_base_that_is_no_commit(repository: Repository, base: str) -> None:
    repository.commit(a_yaml="a")
    repository.git("branch", "--move", "main", "other")
    expected = f"{base.removeprefix('refs/heads/')} is not a commit of this clone" if base else "no default branch"
    assert unknown(repository, base) == expected


def test_a_shallow_clone(branch: Repository, tmp_path: Path) -> None:
    url = branch.folder.as_uri()
    branch.git("clone", "--quiet", "--depth=1", "--branch=feature", "--no-single-branch", url, str(tmp_path / "clone"))
    environment = branch.environment
    with pytest.raises(UnknownChanges) as raised:
        git.changed_files((tmp_path / "clone").resolve(), "origin/main", environment)
    assert raised.value.notice() == (
        "changed-only uses all manifests: origin/main and HEAD share no commit in this clone (fetch the history of "
        "both branches: git fetch --unshallow, or fetch-depth: 0 of actions/checkout)"
    )


def test_no_commit_no_repository_and_no_git(repository: Repository, tmp_path: Path) -> None:
    assert unknown(repository) == "the repository has no commit"
    assert unknown(repository, PATH=str(tmp_path)) == "git is not installed"
    with pytest.raises(UnknownChanges, match=r"^git rev-parse: fatal: not a git repository"):
        git.changed_files(tmp_path.resolve(), "", repository.environment)


def test_a_program_in_the_folder_is_not_run(repository: Repository) -> None:
    repository.commit(git="#!/bin/sh\ntouch run\n")
    (repository.folder / "git").chmod(0o755)
    path = f"{repository.folder}{os.pathsep}{os.environ['PATH']}"
    assert unknown(repository, PATH=path) == "git is not installed"
    assert not (repository.folder / "run").exists()


def test_no_program_of_a_configuration_runs(branch: Repository, tmp_path: Path) -> None:
    # Git reads files that are as new as its index, and then runs filters.
    for path in branch.folder.rglob("*.yaml"):
        os.utime(path, (1, 1))
    branch.git("update-index", "--refresh")
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/run\ncat\n")
    program.chmod(0o755)
    for name in ("core.fsmonitor", "diff.external", "diff.x.textconv", "diff.x.command", "filter.x.clean"):
        branch.git("config", name, str(program))
    (branch.folder / ".git" / "hooks").mkdir(exist_ok=True)
    (branch.folder / ".git" / "hooks" / "post-index-change").symlink_to(program)
    branch.write(_gitattributes="* diff=x filter=x\n", a_yaml="changed")
    variables = {"GIT_EXTERNAL_DIFF": str(program), "GIT_DIR": str(tmp_path), "GIT_PAGER": str(program)}
    assert changed(branch, **variables) == {"new.yaml", "a.yaml", ".gitattributes"}
    assert not (tmp_path / "run").exists()
    # The configuration does have an effect on a command that runs filters.
    subprocess.run(["git", "add", "a.yaml"], cwd=branch.folder, env=branch.environment, check=True)
    assert (tmp_path / "run").exists()


def test_a_submodule_with_changes_of_its_own(branch: Repository) -> None:
    other = Repository(branch.folder.with_name("other"), branch.environment)
    other.commit(a_yaml="")
    branch.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other.folder), "module")
    commit = branch.commit()
    (branch.folder / "module" / "a.yaml").write_text("changed")
    assert changed(branch, commit) == set()
    assert changed(branch) == {"new.yaml", ".gitmodules", "module"}
