"""The steps of a release, in the order in which the workflow runs them.

python3 -m scripts.release check v1.2.3     check that the version is new and that everything is ready
python3 -m scripts.release fill-in v1.2.3   fill in names and version, before image, wheel and documentation are built
python3 -m scripts.release publish v1.2.3 docker://IMAGE@DIGEST
                                            commit the release with its image, move the tags, and push all of it
python3 -m scripts.release notes v1.2.3     print the notes of the release
python3 -m scripts.release adopt v1.2.3     write what the branch main has after the release
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from . import changelog, names, tree
from .problem import ReleaseError
from .version import Version, find, of_project, parse

_BOT = "github-actions[bot]"
_BOT_ADDRESS = "41898282+github-actions[bot]@users.noreply.github.com"
_USAGE_ERROR = 2


def main(arguments: list[str], root: Path) -> int:
    """Run one step and return its exit code."""
    parser = argparse.ArgumentParser(prog="python3 -m scripts.release", description=__doc__.partition("\n")[0])
    parser.add_argument("step", choices=["check", "fill-in", "publish", "notes", "adopt"])
    parser.add_argument("version", help="the version with the prefix v, such as v1.2.3")
    parser.add_argument("image", nargs="?", default="", help="publish: the image, as docker://IMAGE@DIGEST")
    parser.add_argument("--repository", default=os.environ.get("GITHUB_REPOSITORY", ""), help="OWNER/NAME")
    parser.add_argument("--remote", default="origin", help="the remote that has the tags")
    given = parser.parse_args(arguments)
    try:
        version = parse(given.version)
        if given.step == "notes":
            print(changelog.notes((root / "CHANGELOG.md").read_text("utf-8"), version), end="")
            return 0
        names.check(given.repository)
        tree.check_clean(root)
        if given.step == "adopt":
            tree.adopt(root, given.repository, version)
            return 0
        check(root, version, given.remote)
        if given.step in ("fill-in", "publish"):
            tree.fill_in(root, given.repository, version)
        if given.step == "publish":
            publish(root, version, given.image, given.remote)
    except ReleaseError as error:
        print(f"{error}\n{error.hint}", file=sys.stderr)
        return _USAGE_ERROR
    return 0


def check(root: Path, version: Version, remote: str) -> None:
    """Check everything that can be known before a release.

    Raises ReleaseError for what is not ready.
    """
    project = of_project(root)
    if version != project:
        raise ReleaseError(f"pyproject.toml has version {project}, not {version}", "change it on main first")
    tree.check_base(root)
    changelog.close((root / "CHANGELOG.md").read_text("utf-8"), version, "")
    listed = tree.git(root, "ls-remote", "--tags", "--refs", remote).splitlines()
    released = [found for line in listed if (found := find(line.rpartition("refs/tags/")[2]))]
    if released and version <= max(released):
        raise ReleaseError(f"{max(released).tag} has been released", f"release a version above {max(released)}")


def publish(root: Path, version: Version, image: str, remote: str) -> None:
    """Commit the files of a release, and push the commit, its tag and the tags that move.

    Raises ReleaseError if the remote refuses one of them; then it has none of them.
    """
    tree.pin_image(root, image)
    # GitHub lets the token of a workflow push no commit whose workflows differ from those of every branch.
    tree.git(root, "rm", "--quiet", "-r", tree.WORKFLOWS)
    identity = ["-c", f"user.name={_BOT}", "-c", f"user.email={_BOT_ADDRESS}"]
    # The wheel, which was built before, has the time of its commit: the same time lets anyone build the same bytes.
    date = tree.git(root, "log", "-1", "--format=%cI").strip()
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    tree.git(root, *identity, "commit", "--quiet", "--all", "--message", f"Release {version.tag}", variables=dates)
    tree.git(root, "tag", version.tag)
    for tag in version.moving_tags:
        tree.git(root, "tag", "--force", tag)
    moving = [f"+refs/tags/{tag}" for tag in version.moving_tags]
    branch = f"+HEAD:refs/heads/releases/v{version.major}"
    tree.git(root, "push", "--quiet", "--atomic", remote, f"refs/tags/{version.tag}", *moving, branch)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path.cwd()))
