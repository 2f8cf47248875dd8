"""The closing lines of runs of several manifests, and of runs that end early."""

from __future__ import annotations

import re

import pytest

from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import closing, colors, events, outcome, report, resume
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import github, text

ARN = "arn:aws:sagemaker:us-east-2:123456789012:model-package/{}"
LIST_IT = (
    "List it: add the ARN to your AWS Marketplace product as a new version, or create a product with it: "
    "https://docs.aws.amazon.com/marketplace/latest/userguide/ml-manage-product-version.html"
)


def known(name: str, **outputs: str) -> list[Event]:
    """The events that set the outputs of a manifest."""
    outputs = {"kind": "ModelPackage", "name": name, "region": "us-east-2", **outputs}
    return [events.OutputChanged(f"{name}.yaml", key.replace("_", "-"), value) for key, value in outputs.items()]


def completed(name: str, action: str = "created", cost: float | None = 0.25) -> list[Event]:
    """A resource that is validated in two minutes."""
    file = f"{name}.yaml"
    return [
        *known(name, arn=ARN.format(name), action_taken=action, status="InProgress"),
        events.StageStarted("watch", file, 10.0),
        events.StatusChanged(file, "model package", name, "InProgress", 0.0),
        events.JobFinished(file, "transform", f"job-{name}", "Completed", 30.0, 60.0, cost),
        events.StatusChanged(file, "model package", name, "Completed", 120.0),
        *known(name, status="Completed"),
    ]


def planned(name: str, decision: str) -> list[Event]:
    """A plan."""
    return [
        *known(name),
        events.PlanMade(f"{name}.yaml", decision, "reason", "CreateModelPackage", "us-east-2", {}),
    ]


CAUSE = events.FailureCause("no disk space left", "use a larger volume\nor less data", "Killed", location=None)
FAILED = events.RunFailed("b.yaml", "model package b failed validation", 4, causes=(CAUSE,))
TIMED_OUT = events.RunFailed("b.yaml", "timed out: b is still InProgress", 5, title="Timed out; validation continues")
INTERRUPTED = events.RunFailed("", "interrupted by SIGTERM", 130, resume.hint(ARN.format("b")))
STOPPED = events.RunFailed("", "interrupted by SIGTERM", 130, 'stopped because on-cancel is "stop"')
CRASHED = events.RunFailed("", "unexpected error: ZeroDivisionError: x", 70, "report it")
FINDING = events.FindingReported("a.yaml", Finding((), Location("a.yaml", 1, 1), "error", "rule", "wrong", "fix it"))
IN_PROGRESS = known("b", arn=ARN.format("b"), action_taken="attached", status="InProgress")

RUNS: dict[str, tuple[str, list[Event], list[str]]] = {
    "one failed": (
        "create",
        [*IN_PROGRESS, FAILED, *completed("c", "replaced", None), *known("d", arn="arn:d", action_taken="unchanged")],
        [
            "Replaced and validated: c (model package, us-east-2)",
            "  Status    Completed",
            "  Duration  2 min 10 s",
            f"  ARN       {ARN.format('c')}",
            "",
            "No changes: d (model package, us-east-2)",
            "  ARN  arn:d",
            "",
            "Validation failed: b (model package, us-east-2)",
            "  Status  InProgress",
            f"  ARN     {ARN.format('b')}",
            "  Cause   no disk space left",
            "  Fix     use a larger volume",
            "          or less data",
            "",
            "3 manifests: Replaced and validated (1), No changes (1), Validation failed (1)",
            LIST_IT,
        ],
    ),
    "one timed out": (
        "watch",
        [*completed("a", "watched"), *IN_PROGRESS, TIMED_OUT, *completed("c", "watched"), *completed("d", "watched")],
        [
            f"Validated                        a.yaml  2 min 10 s  about $0.25  {ARN.format('a')}",
            f"Validated                        c.yaml  2 min 10 s  about $0.25  {ARN.format('c')}",
            f"Validated                        d.yaml  2 min 10 s  about $0.25  {ARN.format('d')}",
            f"Timed out; validation continues  b.yaml                           {ARN.format('b')}",
            f"  Resume: sagemaker-marketplace watch {ARN.format('b')}",
            "4 manifests: Validated (3), Timed out; validation continues (1); cost: about $0.75",
            LIST_IT,
        ],
    ),
    "interrupted": (
        "create",
        [*completed("a"), *IN_PROGRESS, *planned("c", "create"), INTERRUPTED],
        [
            "Created and validated: a (model package, us-east-2)",
            "  Status    Completed",
            "  Duration  2 min 10 s",
            "  Cost      about $0.25",
            f"  ARN       {ARN.format('a')}",
            "",
            "Interrupted; validation continues: b (model package, us-east-2)",
            "  Status  InProgress",
            f"  ARN     {ARN.format('b')}",
            f"  Resume  sagemaker-marketplace watch {ARN.format('b')}",
            "",
            "3 manifests: Created and validated (1), Interrupted; validation continues (1), Interrupted (1); "
            "cost: about $0.25",
            LIST_IT,
        ],
    ),
    "one of four failed": (
        "create",
        [
            *IN_PROGRESS,
            FAILED,
            *completed("c", "replaced", None),
            *known("d", arn="arn:d", action_taken="unchanged"),
            *completed("e"),
        ],
        [
            f"Replaced and validated  c.yaml  2 min 10 s               {ARN.format('c')}",
            "No changes              d.yaml                           arn:d",
            f"Created and validated   e.yaml  2 min 10 s  about $0.25  {ARN.format('e')}",
            f"Validation failed       b.yaml                           {ARN.format('b')}",
            "  Cause: no disk space left",
            "  Fix: use a larger volume",
            "4 manifests: Replaced and validated (1), No changes (1), Created and validated (1), Validation failed (1)"
            "; cost: about $0.25",
            LIST_IT,
        ],
    ),
    "failed before the run": (
        "create",
        [*known("b", arn=ARN.format("b"), status="Failed"), events.StageStarted("create", "b.yaml", 2.0), FAILED],
        [
            "Validation failed: b (model package, us-east-2)",
            "  Status  Failed",
            f"  ARN     {ARN.format('b')}",
            "  Fix     use a larger volume",
            "          or less data",
        ],
    ),
    "watched after its end": (
        "watch",
        [
            *known("b", arn=ARN.format("b"), action_taken="watched", image_digests="sha256:1 sha256:2"),
            events.StageStarted("watch", "b.yaml", 2.0),
            events.StatusChanged("b.yaml", "model package", "b", "Failed", 0.0),
            events.StatusChanged("b.yaml", "transform job", "job", "Failed", 1.0),
            FAILED,
        ],
        [
            "Validation failed: b (model package, us-east-2)",
            f"  ARN    {ARN.format('b')}",
            "  Image  sha256:1, sha256:2",
            "  Fix    use a larger volume",
            "         or less data",
        ],
    ),
    "stopped and deleted": (
        "create",
        [*IN_PROGRESS, STOPPED],
        ["Interrupted: b (model package, us-east-2)", f"  ARN  {ARN.format('b')}"],
    ),
    "internal error": (
        "create",
        [*IN_PROGRESS, CRASHED],
        [
            "Internal error; validation continues: b (model package, us-east-2)",
            "  Status  InProgress",
            f"  ARN     {ARN.format('b')}",
            f"  Resume  sagemaker-marketplace watch {ARN.format('b')}",
            f"          in a workflow, with: {{command: watch, manifest: {ARN.format('b')}}}",
        ],
    ),
    "not created because of another manifest": (
        "create",
        [FINDING, events.StageFinished("check", "b.yaml", True)],
        ["Check failed; not created: a.yaml", "", "2 manifests: Check failed; not created (1), Not created (1)"],
    ),
    "not waited for": (
        "create",
        known("a", arn="arn:a", action_taken="created"),
        [
            "Created; not validated yet: a (model package, us-east-2)",
            "  ARN       arn:a",
            "  Watch it  sagemaker-marketplace watch arn:a",
            "            in a workflow, with: {command: watch, manifest: arn:a}",
        ],
    ),
    "plans": (
        "plan",
        [event for decision in ("create", "attach", "unchanged", "replace") for event in planned(decision, decision)],
        [
            "Will be created   create.yaml",
            "Will be watched   attach.yaml",
            "No changes        unchanged.yaml",
            "Will be replaced  replace.yaml",
            "4 manifests: Will be created (1), Will be watched (1), No changes (1), Will be replaced (1)",
        ],
    ),
    "plans of one kind": (
        "plan",
        [*planned("a", "create"), *planned("b", "create")],
        [
            "Will be created: a (model package, us-east-2)",
            "",
            "Will be created: b (model package, us-east-2)",
            "",
            "2 manifests: Will be created (2)",
        ],
    ),
    "ended before the plan": ("create", [events.StageStarted("check", "a.yaml"), CRASHED], []),
    "check": ("check", [FINDING], []),
    "nothing read": ("create", [events.RunFailed("", "file not found", 2)], []),
}


@pytest.mark.parametrize("name", RUNS)
def test_the_closing_lines(name: str) -> None:
    command, stream, lines = RUNS[name]
    run = report.build(stream, command, "error")
    assert list(closing.lines(run)) == (["", *lines] if lines else [])
    assert list(text.closing_lines(run)) == list(github.closing_lines(run)) == list(closing.lines(run))


def test_one_line_for_each_of_a_hundred_manifests() -> None:
    stream = [event for number in range(100) for event in completed(f"churn-{number}")]
    lines = list(closing.lines(report.build(stream, "create", "error")))
    assert len(lines) == 103
    assert {re.sub(r"churn-\d+", "churn", line.replace("  ", " ")).replace("  ", " ") for line in lines[1:101]} == {
        f"Created and validated churn.yaml 2 min 10 s about $0.25 {ARN.format('churn')}"
    }
    assert len({line.index("arn:") for line in lines[1:101]}) == 1
    assert lines[101] == "100 manifests: Created and validated (100); cost: about $25.00"


@pytest.mark.parametrize(
    ("name", "starts"),
    [
        (
            "one of four failed",
            [
                *("32mReplaced and validated", "32mNo changes            ", "32mCreated and validated "),
                "1;31mValidation failed     ",
            ],
        ),
        (
            "one timed out",
            [*["32mValidated                      "] * 3, "1;35mTimed out; validation continues"],
        ),
        ("internal error", ["1;35mInternal error; validation continues"]),
    ],
)
def test_the_color_of_a_verdict(name: str, starts: list[str]) -> None:
    command, stream, plain = RUNS[name]
    lines = list(text.closing_lines(report.build(stream, command, "error"), colors.colored))
    assert [line.partition("\x1b[0m")[0] for line in lines if "\x1b" in line] == [f"\x1b[{start}" for start in starts]
    assert [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines] == ["", *plain]


def test_text_from_others_is_escaped() -> None:
    stream = [*known("a", arn="arn:\x1b]0;x\x07\n::error::x"), events.RunFailed("a.yaml", "no", 3)]
    lines = list(closing.lines(report.build(stream, "create", "error")))
    assert lines[2:] == ["  ARN  arn:\N{REPLACEMENT CHARACTER}]0;x\N{REPLACEMENT CHARACTER} ::error::x"]


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("plans of one kind", ("Will be created", outcome.SUCCESS)),
        ("one failed", ("Validation failed (1), Replaced and validated (1), No changes (1)", outcome.FAILURE)),
        ("one timed out", ("Timed out; validation continues (1), Validated (3)", outcome.NEUTRAL)),
        ("internal error", ("Internal error; validation continues", outcome.FAILURE)),
        ("nothing read", ("Invalid configuration", outcome.FAILURE)),
        ("check", ("Check failed", outcome.FAILURE)),
    ],
)
def test_the_verdict_of_a_run(name: str, verdict: tuple[str, str]) -> None:
    command, stream, _ = RUNS[name]
    assert outcome.verdict(report.build(stream, command, "error")) == verdict


def test_a_run_without_manifests() -> None:
    assert outcome.verdict(report.build([], "watch", "error")) == ("Nothing to do", outcome.SUCCESS)


def test_a_reason_is_printed_once_per_manifest() -> None:
    stream = [events.StatusChanged(file, what, "x", "Failed", 1.0, "no") for file in "ab" for what in ("one", "two")]
    assert list(text.render(stream)) == [
        "  [0:00:01] one x: Failed: no",
        "  [0:00:01] two x: Failed",
        "  [0:00:01] one x: Failed: no",
        "  [0:00:01] two x: Failed",
    ]
