"""Whatever the container of a training job does and logs, its rehearsal has a verdict with complete sentences."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rehearse.observed import image
from tests.rehearse.test_any_observations import ENTRY_POINTS, EXAMPLES, PLACEHOLDER, PROGRAMS
from tests.rehearse.training_observed import LOSS, completed, judged

from sagemaker_marketplace.rehearse.contract.training_words import service_words
from sagemaker_marketplace.rehearse.observations import End
from sagemaker_marketplace.rehearse.training_observations import MetricUse, PipeUse, TrainingObservations

# What the facts search for, alone and in any mixture.
WORDS = st.sampled_from(
    [
        *("No such file or directory", "not found", "Is a directory", "Read-only file system", "Permission denied"),
        *("/opt/ml", "/opt/ml/", "/opt/ml/train.py", "/opt/ml/model/a", "/opt/ml/checkpoints", "/opt/ml/input/data"),
        *("/opt/ml/input/data/train", "/opt/ml/input/data/training", "/opt/ml/input/data/training_1", "Illegal seek"),
        *("/opt/ml/input/config/resourceConfig.json", "/opt/ml/input/config/", "No module named 'train'", "KeyError:"),
        *("Traceback (most recent call last)", "'str' object cannot be interpreted as an integer", "max_depth", "'5'"),
        *("invalid literal for int() with base 10: '0.1'", "the following arguments are required: --seed", "'seed'"),
        *("Found no NVIDIA driver", "exec format error", "{file}", "{0}", "\0", "\r\n", "'"),
    ]
)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=20)), max_size=5).map(" ".join)
LINES = st.lists(TEXTS, max_size=5).map(tuple)
FILES = st.lists(
    st.sampled_from(["/opt/ml/train.py", "train.py", "train/__init__.py", "", "/", "input/data/training/a", "model"]),
    max_size=4,
).map(tuple)
DURING = st.sampled_from(["training", "stop", "abort"])
ENDS = st.builds(End, st.integers(0, 255), DURING, st.floats(0, 99), st.booleans(), st.booleans())
METRICS = st.builds(MetricUse, st.just(LOSS), st.integers(0, 2), st.integers(0, 2), st.text(max_size=9))
JOBS = st.fixed_dictionaries(
    {
        "pipe": st.booleans(),
        "instance_type": st.sampled_from(["ml.m5.large", "ml.g4dn.xlarge", "ml.unknown"]),
        "hyperparameters": st.dictionaries(st.sampled_from(["max-depth", "rate", "k", "", "("]), TEXTS, max_size=3),
        "declared_channels": st.lists(st.sampled_from(["training", "train"]), unique=True).map(tuple),
    }
)
FIELDS = st.fixed_dictionaries(
    {
        "job": JOBS,
        "image": st.builds(
            lambda words, program, user: image(*words, program=program, user=user), ENTRY_POINTS, PROGRAMS, st.text()
        ),
        "log_lines": LINES,
        "start_error": st.one_of(st.just(""), TEXTS),
        "end": st.one_of(st.none(), ENDS),
        "failure": st.one_of(st.none(), LINES.map("\n".join)),
        "is_out_of_time": st.booleans(),
        "waited_for_pipes": st.booleans(),
        "pipes": st.lists(st.builds(PipeUse, st.text(max_size=9), st.text(max_size=9), st.integers(0, 1)), max_size=2),
        "files": FILES,
        "hidden_files": FILES,
        "model_files": st.one_of(st.none(), FILES),
        "metrics": st.lists(METRICS, max_size=2),
        "out_of_memory_events": st.integers(0, 2),
        "host_names": st.lists(st.text(max_size=9), max_size=4),
    }
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(fields=FIELDS)
def test_any_observations_of_a_training_job_have_a_verdict(fields: dict[str, Any]) -> None:
    observations = completed(**fields)
    verdict = judged(observations)
    assert all(finding.message and finding.hint and finding.location for finding in verdict.findings)
    assert bool(service_words(observations)) != observations.has_succeeded
    if observations.has_succeeded:
        assert verdict.diagnosis is None
    elif verdict.diagnosis is None:
        assert is_gpu_missing(observations)
    else:
        [first, *_] = causes = verdict.diagnosis.causes
        assert first.cause
        assert first.location
        ours = [cause for cause in causes if not PLACEHOLDER.search(str(fields))]
        assert [cause for cause in ours if PLACEHOLDER.search(f"{cause.cause} {cause.fix}")] == []


def is_gpu_missing(observations: TrainingObservations) -> bool:
    return observations.job.instance_type == "ml.g4dn.xlarge" and "NVIDIA" in str(
        (observations.log_lines, observations.failure, observations.start_error)
    )
