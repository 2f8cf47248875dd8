"""`check --fix` and `check --diff`: the changes, the output, and what is not changed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sagemaker_marketplace.check import fix
from sagemaker_marketplace.cli import main
from sagemaker_marketplace.report.rule_pages import url

Check = Callable[..., tuple[int, str, str]]
UNPRIVILEGED_USER = 65534
# Only one rule, which reports nothing here: these tests are about invalid types.
ONE_RULE = ("--select", "not-certified")
VALID = """\
kind: ModelPackage  # the kind
region: us-east-2
spec:
  ModelPackageName: churn-1-0
  CertifyForMarketplace: true   # yes
  InferenceSpecification:
    Containers: [{Image: "123456789012.dkr.ecr.us-east-2.amazonaws.com/churn:1"}]
    SupportedTransformInstanceTypes: [ml.m5.large]

    SupportedContentTypes: [text/csv]
    SupportedResponseMIMETypes: [text/csv]
"""
FAULTY = VALID.replace("true   # yes", "yes   # yes")
SUCCESS = "{} checked: 0 errors, 0 warnings\n"
DIFFERENCE = """\
--- a/m.yaml
+++ b/m.yaml
@@ -2,7 +2,7 @@
 region: us-east-2
 spec:
   ModelPackageName: churn-1-0
-  CertifyForMarketplace: yes   # yes
+  CertifyForMarketplace: true   # yes
   InferenceSpecification:
     Containers: [{Image: "123456789012.dkr.ecr.us-east-2.amazonaws.com/churn:1"}]
     SupportedTransformInstanceTypes: [ml.m5.large]
"""
FINDING = f"""\
m.yaml:5:26: error: CertifyForMarketplace must be true or false, not yes [invalid-type]
  5 |   CertifyForMarketplace: yes   # yes
    |                          ^^^
    use true (fixable with --fix)\n    {url("invalid-type")}
1 manifest checked: 1 error, 0 warnings; 1 fixable with --fix
"""


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    monkeypatch.chdir(tmp_path)

    def run_check(*arguments: str) -> tuple[int, str, str]:
        code = main.run(["check", *ONE_RULE, *arguments])
        return code, *capsys.readouterr()

    return run_check


def test_fix(check: Check) -> None:
    Path("m.yaml").write_text(FAULTY)
    assert check("--fix", "m.yaml") == (0, f"fixed m.yaml (1 change)\n{SUCCESS.format('1 manifest')}", "")
    assert Path("m.yaml").read_text() == VALID
    assert check("--fix", "m.yaml") == (0, SUCCESS.format("1 manifest"), "")
    assert Path("m.yaml").read_text() == VALID


def test_changes_are_counted_over_all_rounds(check: Check) -> None:
    faulty = FAULTY.replace("[ml.m5.large]", "[ml.m5.large, ml.m5.large, ml.m5.large]")
    arguments = ("m.yaml", "--select", "duplicate-instance-type")
    Path("m.yaml").write_text(faulty)
    code, printed, _ = check(*arguments)
    counts = "1 manifest checked: 1 error, 2 warnings; 3 fixable with --fix"
    assert (code, printed.splitlines()[-1]) == (1, counts)
    # Removals from one list take one round each.
    assert check("--fix", *arguments) == (0, f"fixed m.yaml (3 changes)\n{SUCCESS.format('1 manifest')}", "")
    assert Path("m.yaml").read_text() == VALID


def test_one_run_fixes_in_at_most_a_hundred_rounds(check: Check) -> None:
    """Otherwise two fixes that undo each other would never end."""
    types = ", ".join(["ml.m5.large"] * 103)
    Path("m.yaml").write_text(FAULTY.replace("[ml.m5.large]", f"[{types}]").replace("yes   #", "true   #"))
    arguments = ("m.yaml", "--select", "duplicate-instance-type")
    code, printed, _ = check("--fix", *arguments)
    assert (code, printed.splitlines()[0]) == (0, "fixed m.yaml (100 changes)")
    assert Path("m.yaml").read_text().count("ml.m5.large") == 3
    assert check("--fix", *arguments) == (0, f"fixed m.yaml (2 changes)\n{SUCCESS.format('1 manifest')}", "")
    assert Path("m.yaml").read_text() == VALID


def test_without_fix_nothing_is_fixed(check: Check) -> None:
    Path("m.yaml").write_text(FAULTY)
    assert check("m.yaml") == (1, FINDING, "")
    assert check("--no-fix", "m.yaml") == (1, FINDING, "")
    assert Path("m.yaml").read_text() == FAULTY


def test_diff(check: Check) -> None:
    Path("m.yaml").write_text(FAULTY)
    assert check("--diff", "m.yaml") == (1, DIFFERENCE + FINDING, "")
    assert Path("m.yaml").read_text() == FAULTY


def test_diff_of_a_valid_manifest(check: Check) -> None:
    Path("m.yaml").write_text(VALID)
    assert check("--diff", "m.yaml") == (0, SUCCESS.format("1 manifest"), "")


def test_errors_without_a_certain_fix_are_reported(check: Check) -> None:
    Path("m.yaml").write_text(FAULTY.replace("churn-1-0", "churn_1"))
    code, printed, _ = check("--fix", "m.yaml")
    assert code == 1
    assert printed.splitlines()[0] == "fixed m.yaml (1 change)"
    assert [line for line in printed.splitlines() if "error:" in line] == [
        'm.yaml:4:21: error: invalid ModelPackageName: "churn_1" contains "_" [invalid-format]'
    ]
    assert Path("m.yaml").read_text() == VALID.replace("churn-1-0", "churn_1")


def test_fixes_of_rules_follow_select_ignore_and_comments(check: Check) -> None:
    duplicated = VALID.replace("[ml.m5.large]", "[ml.m5.large, ml.m5.large]")
    name = "duplicate-instance-type"
    for arguments in ((), ("--select", name, "--ignore", name)):
        Path("m.yaml").write_text(duplicated)
        assert check("--fix", "m.yaml", *arguments) == (0, SUCCESS.format("1 manifest"), "")
        assert Path("m.yaml").read_text() == duplicated
    with_ignore = duplicated.replace("ml.m5.large]\n", f"ml.m5.large]  # sagemaker-marketplace: ignore[{name}]\n")
    Path("m.yaml").write_text(with_ignore)
    assert check("--fix", "m.yaml", "--select", name)[0] == 0
    assert Path("m.yaml").read_text() == with_ignore
    Path("m.yaml").write_text(duplicated)
    assert check("--fix", "m.yaml", "--select", name) == (
        0,
        f"fixed m.yaml (1 change)\n{SUCCESS.format('1 manifest')}",
        "",
    )
    assert Path("m.yaml").read_text() == VALID


def test_variables_are_not_replaced(check: Check) -> None:
    text = FAULTY.replace("churn-1-0", "churn-${VERSION|slug}")
    Path("m.yaml").write_text(text.replace("yes   #", "${SURE}   #"))
    code, _, _ = check("--fix", "m.yaml", "--var", "VERSION=1.0", "--var", "SURE=yes")
    assert (code, Path("m.yaml").read_text()) == (1, text.replace("yes   #", "${SURE}   #"))
    Path("m.yaml").write_text(text)
    code, _, _ = check("--fix", "m.yaml", "--var", "VERSION=1.0")
    assert (code, Path("m.yaml").read_text()) == (0, VALID.replace("churn-1-0", "churn-${VERSION|slug}"))


def faulty(name: str) -> str:
    return FAULTY.replace("churn-1-0", name)


def test_several_manifests_and_their_parts(check: Check) -> None:
    Path("parts").mkdir()
    Path("parts", "resources.json").write_text('{"InstanceType": "ml.m5.large", "InstanceCount": "1"}')
    profiles = """\
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/validation
    ValidationProfiles:
    - ProfileName: p
      TransformJobDefinition:
        TransformInput: {DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://churn/}}}
        TransformOutput: {S3OutputPath: s3://churn/}
        TransformResources: {$file: parts/resources.json}
"""
    for name in ("a", "b", "c"):
        Path(f"{name}.yaml").write_text(faulty(name) + profiles)
    Path("c.yaml").write_text(VALID)
    code, printed, _ = check("--fix", "*.yaml")
    assert (code, printed) == (
        0,
        "fixed a.yaml (1 change)\nfixed parts/resources.json (1 change)\nfixed b.yaml (1 change)\n"
        + SUCCESS.format("3 manifests"),
    )
    assert Path("parts", "resources.json").read_text() == '{"InstanceType": "ml.m5.large", "InstanceCount": 1}'
    for name in ("a", "b"):
        assert Path(f"{name}.yaml").read_text() == VALID.replace("churn-1-0", name) + profiles
    assert Path("c.yaml").read_text() == VALID


@pytest.mark.parametrize("line_break", [b"\r\n", b"\r", "\x85".encode()])
def test_line_breaks_and_byte_order_mark_are_kept(check: Check, line_break: bytes) -> None:
    def encode(text: str) -> bytes:
        return b"\xef\xbb\xbf" + text.rstrip("\n").encode().replace(b"\n", line_break)

    Path("m.yaml").write_bytes(encode(FAULTY))
    assert check("--fix", "m.yaml")[0] == 0
    assert Path("m.yaml").read_bytes() == encode(VALID)


@pytest.mark.parametrize("how", ["--fix", "--diff"])
@pytest.mark.parametrize(
    ("names", "message", "hint"),
    [
        (("m.yaml", "none.yaml"), "file not found: none.yaml (searched in {})", "check the path"),
        (("m.yaml", "none*.yaml"), "no file matches none*.yaml (searched in {})", "check the path"),
        (("m.yaml", ".git/x"), ".git/x is in .git", "use a file of the repository's content"),
    ],
)
def test_nothing_is_fixed_if_a_manifest_can_not_be_read(
    check: Check, how: str, names: tuple[str, ...], message: str, hint: str
) -> None:
    Path("m.yaml").write_text(FAULTY)
    Path("folder").mkdir()
    plain = check(*names)
    assert plain[0] == 2
    assert plain[1].endswith(f"sagemaker-marketplace: {message.format(os.getcwd())}\n  {hint}\n")
    assert check(how, *names) == plain
    assert Path("m.yaml").read_text() == FAULTY


def test_invalid_yaml_is_not_changed(check: Check) -> None:
    for content in (b"", b"a: [", b"\xff", b"- 1\n", b"kind: \xc3\x28"):
        Path("m.yaml").write_bytes(content)
        plain = check("m.yaml")
        assert plain[0] == 1
        assert check("--fix", "m.yaml") == plain
        assert Path("m.yaml").read_bytes() == content


@contextmanager
def unprivileged(folder: Path) -> Iterator[None]:
    """Switch from root, which can write every file, to a user that can only read the folder."""
    user, modes = os.geteuid(), {path: path.stat().st_mode for path in (folder, *folder.parents)}
    closed = {path: mode for path, mode in modes.items() if user == 0 and mode & 0o055 != 0o055}
    for path, mode in closed.items():
        path.chmod(mode | 0o055)
    if user == 0:
        os.seteuid(UNPRIVILEGED_USER)
    try:
        yield
    finally:
        os.seteuid(user)
        for path, mode in closed.items():
            path.chmod(mode)


def test_a_file_that_can_not_be_written(check: Check, tmp_path: Path) -> None:
    Path("m.yaml").write_text(FAULTY)
    Path("m.yaml").chmod(0o444)
    assert check("--diff", "m.yaml") == (1, DIFFERENCE + FINDING, "")
    with unprivileged(tmp_path):
        result = check("--fix", "m.yaml")
    error = "sagemaker-marketplace: cannot write m.yaml: Permission denied\n  check its permissions\n"
    assert result == (2, "", error)
    assert Path("m.yaml").read_text() == FAULTY


@pytest.mark.parametrize("option", ["--fix", "--diff"])
@pytest.mark.parametrize("command", ["plan", "create", "watch"])
def test_only_check_has_fix_and_diff(command: str, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run([command, option]) == 2
    assert capsys.readouterr().err.splitlines()[0] == f"sagemaker-marketplace: {command} does not accept {option}"


@pytest.mark.parametrize(
    ("before", "after", "patch"),
    [
        ("a\n", "a\n", []),
        ("a\nb\n", "a\nc\n", ["@@ -1,2 +1,2 @@", " a", "-b", "+c"]),
        (
            "a\nb",
            "a\nc",
            ["@@ -1,2 +1,2 @@", " a", "-b", "\\ No newline at end of file", "+c", "\\ No newline at end of file"],
        ),
        ("a\nb", "a\n", ["@@ -1,2 +1 @@", " a", "-b", "\\ No newline at end of file"]),
        ("a\r\nb\r\n", "a\r\n", ["@@ -1,2 +1 @@", " a\r", "-b\r"]),
        ("a\x85\x0cb\n", "a\n", ["@@ -1 +1 @@", "-a\x85\x0cb", "+a"]),
    ],
)
def test_difference(before: str, after: str, patch: list[str]) -> None:
    head = ["--- a/m.yaml", "+++ b/m.yaml"] if patch else []
    assert list(fix.difference("m.yaml", before, after)) == [*head, *patch]


def test_control_characters_are_removed_from_a_diff(check: Check) -> None:
    Path("m.yaml").write_text(FAULTY.replace("# yes", "# \u202e"))
    _, printed, _ = check("--diff", "m.yaml")
    assert "\u202e" not in printed
    assert "-  CertifyForMarketplace: yes   # \n" in printed


def test_json_contains_the_edit_of_a_fix(check: Check) -> None:
    Path("m.yaml").write_text(FAULTY)
    code, printed, _ = check("m.yaml", "--format", "json")
    (finding,) = json.loads(printed)["findings"]
    location = {"file": "m.yaml", "line": 5}
    assert code == 1
    assert finding["fix"] == {"start": {**location, "column": 26}, "end": {**location, "column": 29}, "text": "true"}
