"""Several manifests in one run: an error finding stops all of them, a failure only its manifest."""

from __future__ import annotations

import json

from tests.pipeline.expected import IMAGE, TRAINING_IMAGE, arn, console_url, diagnosis_of
from tests.pipeline.harness import INFO_RULES, Harness


def counts(errors: int = 0) -> dict[str, int]:
    """The counts of a manifest without warnings."""
    return {"errors": errors, "warnings": 0, "hidden": 0}


def test_a_failed_validation_does_not_stop_other_manifests(harness: Harness) -> None:
    harness.serve("training-fails")
    trainer = harness.manifest("Algorithm", "trainer", "trainer.yaml")
    scorer = harness.manifest("ModelPackage", "scorer", "scorer.yaml")
    outcome = harness.run(trainer, scorer, output_format="json")
    assert outcome.exit_code == 4
    data = json.loads("\n".join(outcome.output))
    shown = [
        {key: value for key, value in result.items() if key not in ("plan", "statuses")} for result in data["results"]
    ]
    evidence = "validation validation: AlgorithmError: Exit Code: 1"
    diagnosis = diagnosis_of(evidence)
    assert shown == [
        {
            "manifest": "trainer.yaml",
            "kind": "Algorithm",
            "name": "trainer",
            "region": "us-east-1",
            "arn": arn("Algorithm", "trainer"),
            "action_taken": "created",
            "console_url": console_url("Algorithm"),
            **dict.fromkeys(("image_digest", "image_digests"), TRAINING_IMAGE),
            "status": "Failed",
            "failure_reason": diagnosis.reason(evidence),
            **counts(errors=1),
        },
        {
            "manifest": "scorer.yaml",
            "kind": "ModelPackage",
            "name": "scorer",
            "region": "us-east-1",
            "arn": arn("ModelPackage", "scorer"),
            "action_taken": "created",
            "console_url": console_url("ModelPackage"),
            **dict.fromkeys(("image_digest", "image_digests"), IMAGE),
            "status": "Completed",
            **counts(),
        },
    ]
    assert data["failures"] == [
        {
            "manifest": "trainer.yaml",
            "message": "algorithm trainer failed validation",
            "exit_code": 4,
            "hint": "",
            "causes": [
                {
                    "cause": diagnosis.cause,
                    "fix": diagnosis.fix,
                    "where": {
                        "path": ["spec", "TrainingSpecification", "TrainingImage"],
                        "file": "trainer.yaml",
                        "line": 8,
                        "column": 21,
                        "end_line": 8,
                        "end_column": 85,
                    },
                    "evidence": evidence,
                    "findings": [],
                }
            ],
            "log_lines": [],
            "logs": "",
            "service_words": "",
        }
    ]
    assert (data["exit_code"], data["errors"], data["warnings"]) == (4, 1, 0)
    # They are planned, created and polled together, each of them once per round.
    calls = [sorted(outcome.calls[start : start + 2]) for start in (0, 2, 4, 6)]
    described = ["DescribeAlgorithm", "DescribeModelPackage"]
    assert calls == [described, ["CreateAlgorithm", "CreateModelPackage"], described, described]


def test_a_conflict_stops_only_its_manifest(harness: Harness) -> None:
    harness.serve("success")
    existing = harness.manifest("Algorithm", "taken", "taken.yaml")
    assert harness.run(existing).exit_code == 0
    harness.manifest("Algorithm", "taken", "taken.yaml", AlgorithmDescription="another one")
    outcome = harness.run(existing, harness.manifest("ModelPackage", "free", "free.yaml"))
    assert outcome.exit_code == 6
    assert [failure.manifest for failure in outcome.report.failures] == ["taken.yaml"]
    assert outcome.report.results["free.yaml"].outputs["status"] == "Completed"
    assert [call for call in outcome.calls if call.startswith("Create")] == ["CreateModelPackage"]


def test_a_finding_stops_all_manifests_before_any_call(harness: Harness) -> None:
    harness.serve("success")
    valid = harness.manifest("ModelPackage", "sound", "sound.yaml")
    invalid = harness.manifest("Algorithm", "faulty", "faulty.yaml", ValidationSpecification=None)
    outcome = harness.run(valid, invalid)
    assert outcome.event_lines == [
        *("check sound.yaml", "check sound.yaml ended"),
        *("check faulty.yaml", "error validation-missing", "check faulty.yaml ended badly"),
    ]
    assert outcome.exit_code == 1
    assert outcome.calls == []


def test_a_manifest_with_errors_is_not_created_with_fail_on_never(harness: Harness) -> None:
    harness.serve("success")
    invalid = harness.manifest("Algorithm", "tolerated", ValidationSpecification=None)
    outcome = harness.run(invalid, fail_on="never")
    assert outcome.event_lines[-1] == (
        "failed 1: manifests with errors are not created, whatever fail-on is | "
        "fix the errors, or ignore rules that are wrong"
    )
    assert outcome.calls == []
    assert outcome.exit_code == 1


def test_two_manifests_of_one_resource(harness: Harness) -> None:
    harness.serve("success")
    outcome = harness.run(*(harness.manifest("Algorithm", "twice", file) for file in ("one.yaml", "two.yaml")))
    assert [finding.message for finding in outcome.report.findings] == ["one.yaml also creates twice in us-east-1"]
    assert outcome.exit_code == 1
    assert outcome.calls == []


def test_a_manifest_without_a_name_stops_only_itself(harness: Harness) -> None:
    """A version in a model group has none; the rules that say so can be ignored."""
    harness.serve("success")
    version = harness.manifest("ModelPackage", "", "group.yaml", ModelPackageName=None, ModelPackageGroupName="g")
    named = harness.manifest("ModelPackage", "named", "named.yaml")
    rules = ("versioned-package", "name-or-group", "versioned-only-field", *INFO_RULES)
    outcome = harness.run(version, named, ignore=rules)
    assert [line for line in outcome.event_lines if line.startswith("failed")] == [
        "failed 2: ModelPackageName is missing | only resources with a name can be planned and created"
    ]
    assert outcome.exit_code == 2
    assert outcome.report.results["named.yaml"].outputs["status"] == "Completed"


def test_a_glob_matches_files_in_order(harness: Harness) -> None:
    harness.serve("success")
    for name in ("b", "a"):
        harness.manifest("ModelPackage", f"glob-{name}", f"{name}.yaml")
    outcome = harness.run("*.yaml", wait=False)
    assert list(outcome.report.results) == ["a.yaml", "b.yaml"]
    assert outcome.report.outputs()["name"] == "glob-a"


def test_region_setting_and_manifest_must_agree(harness: Harness) -> None:
    harness.serve("success")
    outcome = harness.run(harness.manifest("ModelPackage", "disagree"), region="eu-west-1")
    assert outcome.event_lines == [
        *("check m.yaml", "check m.yaml ended"),
        "failed 2: region mismatch: the region setting is eu-west-1, but m.yaml uses us-east-1 | "
        "use the same Region in both, or omit the setting",
    ]
    assert outcome.exit_code == 2
    assert outcome.calls == []
    assert harness.run("m.yaml", region="us-east-1", command="check").exit_code == 0
