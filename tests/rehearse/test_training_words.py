"""The words by which AWS reports how a training job ended."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rehearse.training_observed import completed

from sagemaker_marketplace.rehearse.contract.training_words import job_log, service_words
from sagemaker_marketplace.rehearse.observations import End

DENIED = 'exec: "/app": permission denied'


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ""),
        ({"failure": "ignored after a success"}, ""),
        ({"end": End(3, "training", 1.0)}, "AlgorithmError: , exit code: 3"),
        ({"end": End(1, "training", 1.0), "failure": "a\n b"}, "AlgorithmError: a b, exit code: 1"),
        ({"end": End(1, "training", 1.0), "failure": "x" * 1025}, f"AlgorithmError: {'x' * 1024}, exit code: 1"),
        ({"end": None, "start_error": 'exec: "train": not found'}, "AlgorithmError: , exit code: 127"),
        ({"end": End(1, "training", 0.0), "start_error": "no such file"}, "AlgorithmError: , exit code: 127"),
        ({"end": None, "start_error": DENIED}, "AlgorithmError: , exit code: 126"),
        ({"end": End(0, "stop", 1.0), "is_out_of_time": True}, "MaxRuntimeExceeded"),
        ({"end": End(143, "abort", 1.0), "waited_for_pipes": True}, "MaxRuntimeExceeded"),
    ],
)
def test_words(fields: dict[str, Any], words: str) -> None:
    assert service_words(completed(**fields)) == words


def test_the_log_has_the_message_of_the_engine() -> None:
    assert (job_log(completed()), job_log(completed(start_error=DENIED))) == ([], [DENIED])
