"""What a release writes and pushes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from tests.release.projects import FILES, IMAGE, OWNER, REPOSITORY, commit, git, refs, release, small, write

VERSION = "v1.2.3"
NOTES = "### Check\n\n- New rule.\n"
FILLED_IN = {
    **FILES,
    "pyproject.toml": FILES["pyproject.toml"].replace(OWNER, "Acme-ML"),
    "CHANGELOG.md": FILES["CHANGELOG.md"].replace("## Unreleased", "## 1.2.3 - 2026-11-28"),
    "README.md": f"""# Test

`uses: {REPOSITORY}@v1`, see the [rules](https://github.com/{REPOSITORY}/blob/v1.2.3/docs/rules).
""",
    "code.py": f"""NAMES = [
    "https://github.com/{REPOSITORY}/blob/v1.2.3/docs/rules",
    "https://github.com/{REPOSITORY}/tree/v1.2.3/examples",
    "https://github.com/{REPOSITORY}/edit/main/docs",
    "https://github.com/{REPOSITORY}/blob/main/.github/workflows/ci.yml",
    "https://raw.githubusercontent.com/{REPOSITORY}/v1.2.3/schema",
    "https://raw.githubusercontent.com/{REPOSITORY}/v1.2.3",
    "https://raw.githubusercontent.com/{REPOSITORY}/main-2/schema",
    "https://acme-ml.github.io/sagemaker-marketplace-action/",
    "ghcr.io/acme-ml/sagemaker-marketplace-action:v1.2.3",
    "repo:{OWNER}/NAME",
]
""",
    "examples/product/.github/workflows/check.yml": f"steps: [uses: {REPOSITORY}@v1]\n",
}
RELEASED = {**FILLED_IN, "action.yml": FILES["action.yml"].replace("Dockerfile", IMAGE)}
del RELEASED[".github/workflows/ci.yml"]


def content(root: Path, commit_name: str) -> dict[str, str]:
    """Return the files of a commit."""
    names = git(root, "ls-tree", "-r", "--name-only", commit_name).splitlines()
    return {name: git(root, "show", f"{commit_name}:{name}") for name in names}


def test_fill_in_writes_what_is_built(tmp_path: Path) -> None:
    root = small(tmp_path)
    assert release(root, "fill-in", VERSION) == (0, "", "")
    assert {name: (root / name).read_text("utf-8") for name in FILES} == FILLED_IN
    assert release(root, "notes", VERSION) == (0, NOTES, "")


def test_adopt_writes_what_the_branch_main_has_afterwards(tmp_path: Path) -> None:
    root = small(tmp_path)
    assert release(root, "adopt", VERSION) == (0, "", "")
    expected = {name: re.sub('/v1.2.3(?=[/"])', "/main", text) for name, text in FILLED_IN.items()}
    assert {name: (root / name).read_text("utf-8") for name in FILES} == expected


def test_publish_commits_the_filled_in_files_with_the_image(tmp_path: Path) -> None:
    root = small(tmp_path)
    main = git(root, "rev-parse", "HEAD").strip()
    assert release(root, "publish", VERSION, IMAGE) == (0, "", "")
    found = refs(root)
    released = found["tags/v1.2.3"]
    assert found == {"heads/main": main} | dict.fromkeys(
        ("heads/releases/v1", "tags/v1", "tags/v1.2", "tags/v1.2.3"), released
    )
    assert content(root, released) == RELEASED
    assert git(root, "log", "-1", "--format=%s, %an, %P", released) == f"Release v1.2.3, github-actions[bot], {main}\n"
    dates = [git(root, "log", "-1", "--format=%at, %ct", name) for name in (main, released)]
    seconds = int(datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp())
    assert dates == [f"{seconds}, {seconds}\n"] * 2
    assert release(root, "notes", VERSION) == (0, NOTES, "")


def test_the_next_releases_move_the_tags_of_their_major_and_minor_version(tmp_path: Path) -> None:
    root, commits = small(tmp_path), {}
    for version in ("1.2.3", "1.2.4", "1.3.0", "2.0.0"):
        git(root, "checkout", "--quiet", "main")
        write(root, {name: FILES[name].replace("1.2.3", version) for name in ("pyproject.toml", "code.py")})
        write(root, {"src/sagemaker_marketplace/__init__.py": f'__version__ = "{version}"\n', "version.txt": version})
        commit(root)
        git(root, "checkout", "--quiet", "--detach")
        assert release(root, "publish", f"v{version}", IMAGE) == (0, "", "")
        commits[version] = git(root, "rev-parse", "HEAD").strip()
    named = {name: version for name, found in refs(root).items() for version in commits if commits[version] == found}
    assert named == {
        "heads/releases/v1": "1.3.0",
        "heads/releases/v2": "2.0.0",
        "tags/v1": "1.3.0",
        "tags/v1.2": "1.2.4",
        "tags/v1.2.3": "1.2.3",
        "tags/v1.2.4": "1.2.4",
        "tags/v1.3": "1.3.0",
        "tags/v1.3.0": "1.3.0",
        "tags/v2": "2.0.0",
        "tags/v2.0": "2.0.0",
        "tags/v2.0.0": "2.0.0",
    }


def test_a_repository_that_is_renamed(tmp_path: Path) -> None:
    """A fork, or another owner: the names of the last release are replaced as the placeholder is."""
    root = small(tmp_path)
    assert release(root, "adopt", VERSION)[0] == 0
    commit(root)
    assert release(root, "fill-in", VERSION, repository="Other/sagemaker-marketplace-action") == (0, "", "")
    expected = FILLED_IN["code.py"].replace("Acme-ML", "Other").replace("acme-ml", "other")
    assert (root / "code.py").read_text("utf-8") == expected
