"""The jobs of a resource in a watch: how they are found, their statuses and logs, and the API calls."""

from __future__ import annotations

from typing import Any

import pytest
from tests.watch.follower_harness import follower_harness, specification, to_line, to_lines

# Polls of an algorithm: pending, scanned, in training, in transform, ended; then `finish`.
TRAINING_LINES = [
    "60 training job Starting",
    "60 training job Downloading",
    "60 training job Training",
    "training | Starting the training",
    "training | 150 rows read from /opt/ml/input/data",
]
TRAINED_LINES = [
    "90 training job Uploading",
    "90 training job Completed",
    "training Completed from 30 for 60 s, $0.0167",
    "90 transform job InProgress",
    "training | Model written to /opt/ml/model",
]
SERVING_LINES = [
    "transform | Serving on port 8080",
    'transform | "GET /ping HTTP/1.1" 200',
    'transform | "GET /execution-parameters HTTP/1.1" 404',
]


def served_lines(seconds: int) -> list[str]:
    ended = f"transform Completed from {seconds - 60} for 60 s, $0.0083"
    return [f"{seconds} transform job Completed", ended, 'transform | "POST /invocations HTTP/1.1" 200']


EXPECTED = {
    "Algorithm": [[], [], TRAINING_LINES, [*TRAINED_LINES, *SERVING_LINES], served_lines(120), []],
    "ModelPackage": [[], [], ["60 transform job InProgress", *SERVING_LINES], served_lines(90), []],
}
# A job is found by one list and one describe call, and not described again once it has ended. Its log is read until
# two readings after its end return nothing.
CALLS = {
    "Algorithm": [
        *("ListTrainingJobs", "DescribeTrainingJob", "FilterLogEvents"),
        *("DescribeTrainingJob", "ListTransformJobs", "DescribeTransformJob", "FilterLogEvents", "FilterLogEvents"),
        *("DescribeTransformJob", "FilterLogEvents", "FilterLogEvents"),
        *("FilterLogEvents", "FilterLogEvents", "FilterLogEvents"),
    ],
    "ModelPackage": [
        *("ListTransformJobs", "DescribeTransformJob", "FilterLogEvents"),
        *("DescribeTransformJob", "FilterLogEvents", "FilterLogEvents", "FilterLogEvents"),
    ],
}
KINDS = pytest.mark.parametrize("kind", EXPECTED)


@KINDS
def test_a_successful_validation(kind: str) -> None:
    with follower_harness("success") as harness:
        target = harness.target(kind, "well")
        follower = harness.follower(target)
        assert to_lines(harness.polls(target, follower)) == EXPECTED[kind]
        assert harness.calls_made() == CALLS[kind]
        assert follower.is_finished


@pytest.mark.parametrize(
    "scenario",
    ["identical-jobs-before", "identical-jobs-just-before", "unrelated-jobs", "logs-empty-pages", "logs-unordered"],
)
@KINDS
def test_other_jobs_and_unusual_pages_change_nothing(scenario: str, kind: str) -> None:
    with follower_harness(scenario) as harness:
        target = harness.target(kind, "same")
        assert to_lines(harness.polls(target, harness.follower(target))) == EXPECTED[kind]


def test_other_jobs_are_described_once() -> None:
    with follower_harness("unrelated-jobs") as harness:
        target = harness.target("Algorithm", "once")
        list(harness.polls(target, harness.follower(target)))
        names = {job["TrainingJobName"] for job in harness.sagemaker.list_training_jobs()["TrainingJobSummaries"]}
        # The resource's job is described again when it has ended; others at most once, if they are listed before it.
        assert len(names) == 3
        assert harness.calls_made().count("DescribeTrainingJob") <= len(names) + 1


def test_statuses_metrics_and_log_lines_are_reported_in_order() -> None:
    training = specification("Algorithm")["TrainingSpecification"]
    metrics = [{"Name": name, "Regex": f"{name}=([0-9.]+)"} for name in ("accuracy", "loss")]
    with follower_harness("training-phases") as harness:
        target = harness.target("Algorithm", "phases", TrainingSpecification={**training, "MetricDefinitions": metrics})
        assert to_lines(harness.polls(target, harness.follower(target)))[1:8] == [
            [],
            ["60 training job Starting"],
            ["90 training job Downloading"],
            ["120 training job Training", "training | Starting the training"],
            ["training | accuracy=0.81", "training accuracy=0.81"],
            [
                "180 training job Uploading",
                "training | accuracy=0.92",
                "training | loss=0.11; accuracy=0.95",
                "training accuracy=0.95",
                "training loss=0.11",
            ],
            [
                "210 training job Completed",
                "training Completed from 150 for 60 s, $0.0167",
                "210 transform job InProgress",
                "training | accuracy=0.97",
                "training | Model written to /opt/ml/model",
                "training accuracy=0.97",
            ],
        ]


def test_a_failed_training_job_has_no_transform_job() -> None:
    with follower_harness("training-fails") as harness:
        target = harness.target("Algorithm", "fails")
        follower = harness.follower(target)
        failed = [
            "90 training job Uploading",
            "90 training job Failed: AlgorithmError: Exit Code: 1",
            "training Failed from 30 for 60 s, $0.0167",
            "training | KeyError: 'species'",
        ]
        reported = to_lines(harness.polls(target, follower))
        assert reported == [[], [], TRAINING_LINES, failed[1:], []]
        assert "ListTransformJobs" not in harness.calls_made()
        (job,) = follower.outcomes
        assert (job.job_type, job.reason, job.log_lines[-1]) == (
            "training",
            "AlgorithmError: Exit Code: 1",
            "KeyError: 'species'",
        )


def test_lines_of_the_data_log_are_labeled() -> None:
    with follower_harness("invocations-fail") as harness:
        target = harness.target("ModelPackage", "bad")
        *_, last, end = to_lines(harness.polls(target, harness.follower(target)))
        assert end == []
        assert last[2:] == [
            'transform | "POST /invocations HTTP/1.1" 500',
            "transform data-log | Bad HTTP status received from algorithm: 500",
        ]


@pytest.mark.parametrize("scenario", ["image-scan-fails", "scan-not-started"])
def test_without_a_completed_scan_no_jobs_are_requested(scenario: str) -> None:
    with follower_harness(scenario) as harness:
        target = harness.target("Algorithm", "scan")
        follower = harness.follower(target)
        assert [line for poll in to_lines(harness.polls(target, follower)) for line in poll] == []
        assert (harness.calls_made(), follower.is_finished, follower.outcomes) == ([], True, [])


def test_without_a_validation_no_jobs_are_requested() -> None:
    with follower_harness("success") as harness:
        bare: dict[str, Any] = {"ValidationSpecification": None, "CertifyForMarketplace": False}
        spec = {**specification("ModelPackage"), **bare}
        del spec["ValidationSpecification"]
        harness.sagemaker.create_model_package(ModelPackageName="bare", **spec)
        target = harness.target("ModelPackage", "other")
        target.arn = "bare"
        follower = harness.follower(target)
        list(harness.polls(target, follower))
        assert (harness.calls_made(), follower.is_finished) == ([], True)


@KINDS
def test_a_watch_that_starts_after_the_jobs_ended(kind: str) -> None:
    with follower_harness("success") as harness:
        target = harness.target(kind, "late")
        list(harness.polls(target, harness.follower(target)))
        harness.connect()
        reported = to_lines(harness.polls(target, harness.follower(target)))
        lines = [line for poll in reported for line in poll if " | " in line]
        assert lines == [line for poll in EXPECTED[kind] for line in poll if " | " in line]


def test_the_last_lines_are_reported_at_a_timeout() -> None:
    with follower_harness("never-finishes") as harness:
        target = harness.target("ModelPackage", "ever")
        follower = harness.follower(target, max_lines=2)
        described = [target.resources.describe(target.kind, target.arn) for _ in range(4)]
        reported = [[to_line(event) for event in harness.poll(follower, description)] for description in described]
        lines = [line for poll in reported for line in poll if " | " in line]
        assert lines == ["transform | Serving on port 8080"]
        assert [to_line(event) for event in follower.close()] == [
            "note: … 1 line of the transform job log omitted "
            "(log-lines sets how many are shown, log-file saves all of them)",
            'transform | "GET /execution-parameters HTTP/1.1" 404',
        ]
        assert list(follower.close()) == []
        assert not follower.is_finished


@pytest.mark.parametrize(("deadline", "seconds"), [(3600, 60), (30, 30)])
def test_reading_stops_after_a_minute_without_new_lines_and_at_the_deadline(deadline: float, seconds: float) -> None:
    with follower_harness("never-finishes") as harness:
        target = harness.target("ModelPackage", "ever")
        follower = harness.follower(target, max_lines=2)
        for _ in range(4):
            described = target.resources.describe(target.kind, target.arn) or {}
            harness.poll(follower, described)
        before = harness.clock.now()
        follower.update({**described, "ModelPackageStatus": "Failed"})
        reported = [to_line(event) for event in harness.finish(follower, before + deadline)]
        assert reported[-1] == 'transform | "GET /execution-parameters HTTP/1.1" 404'
        assert harness.clock.now() - before == seconds
