"""Audit the packages of all lock files for known vulnerabilities with pip-audit (`make audit`).

Exit code 0: every package was audited, and none has a known vulnerability. 1: some have. 3: some could not be audited,
for example because the package index has no such data; that is not counted as clean, unless `--allow-unaudited` is set
where no such data can be had. Requires access to the package index.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from .platforms import entries, without_condition

ROOT = Path(__file__).resolve().parent.parent
CLEAN, VULNERABLE, UNAUDITED = 0, 1, 3
# Known vulnerabilities that do not concern this project: ID and reason.
IGNORED: Mapping[str, str] = {}


def audit(locks: Iterable[Path], service: str) -> dict[str, Any]:
    """Return pip-audit's report on each version of each package in lock files. Raises RuntimeError if there is none."""
    packages: list[Any] = []
    with tempfile.TemporaryDirectory() as folder:
        for requirements in without_repetitions(locks):
            file = Path(folder, "requirements.txt")
            file.write_text("\n".join(requirements) + "\n", "utf-8")
            command = [str(Path(sys.executable).with_name("pip-audit")), "--format=json", "--progress-spinner=off"]
            command += ["--no-deps", "--disable-pip", "--require-hashes"]
            command += [f"--vulnerability-service={service}", "--requirement", str(file)]
            done = subprocess.run(command, capture_output=True, text=True)
            try:
                packages += json.loads(done.stdout)["dependencies"]
            except ValueError:
                raise RuntimeError(f"pip-audit failed: {done.stderr.strip()[-1000:]}") from None
    return {"dependencies": packages}


def without_repetitions(locks: Iterable[Path]) -> list[list[str]]:
    """The entries of lock files without their conditions, each once; a list has one version of a package only."""
    found = {entry.split()[0]: without_condition(entry) for lock in locks for entry in entries(lock)}
    lists: list[dict[str, str]] = []
    for pinned, entry in found.items():
        name = pinned.partition("==")[0]
        if all(name in each for each in lists):
            lists.append({})
        next(each for each in lists if name not in each)[name] = entry
    return [list(each.values()) for each in lists]


def lines(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line per vulnerability, then what could not be audited, and the counts."""
    packages = report["dependencies"]
    for package in packages:
        for found in package.get("vulns", ()):
            if found["id"] not in IGNORED:
                fixed = ", ".join(found["fix_versions"]) or "no version"
                yield f"{package['name']} {package['version']}: {found['id']}, fixed in {fixed}"
    skipped = [package for package in packages if "skip_reason" in package]
    if skipped:
        yield f"NOT AUDITED: {len(skipped)} of {len(packages)} packages; the first: {skipped[0]['skip_reason']}"
    number = sum(found["id"] not in IGNORED for package in packages for found in package.get("vulns", ()))
    if len(packages) > len(skipped):
        yield f"{len(packages) - len(skipped)} of {len(packages)} packages audited, known vulnerabilities: {number}"


def exit_code(report: Mapping[str, Any], allow_unaudited: bool) -> int:
    """Return the exit code for a report; see above."""
    packages = report["dependencies"]
    if any(found["id"] not in IGNORED for package in packages for found in package.get("vulns", ())):
        return VULNERABLE
    is_complete = bool(packages) and not any("skip_reason" in package for package in packages)
    return CLEAN if is_complete or allow_unaudited else UNAUDITED


def main() -> int:
    """Audit all lock files, print what was found, and return the exit code."""
    parser = argparse.ArgumentParser(description="Audit the packages of all lock files for known vulnerabilities.")
    parser.add_argument("--allow-unaudited", action="store_true", help="succeed if packages could not be audited")
    parser.add_argument("--service", choices=["pypi", "osv"], default="pypi", help="default: %(default)s")
    options = parser.parse_args()
    report = audit(sorted((ROOT / "requirements").glob("*.txt")), options.service)
    print(*lines(report), sep="\n", flush=True)
    return exit_code(report, options.allow_unaudited)


if __name__ == "__main__":
    sys.exit(main())
