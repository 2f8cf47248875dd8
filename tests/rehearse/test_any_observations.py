"""Whatever a container does and logs, a rehearsal has a verdict with complete sentences."""

from __future__ import annotations

import os
import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rehearse.observed import exchange, failed, found, image, ping, ready
from tests.rehearse.test_verdict import judged

from sagemaker_marketplace.rehearse.observations import (
    DROPPED,
    MALFORMED,
    REFUSED,
    TIMED_OUT,
    End,
    InputProblem,
    ModelProblem,
    Observations,
    ParametersAnswer,
    Program,
)

EXAMPLES = int(os.environ.get("EXAMPLES", "100"))
PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
# What the facts search for, alone and in any mixture.
WORDS = st.sampled_from(
    [
        *("No such file or directory", "/opt/ml/model/", "/opt/ml/model", "serve", "Permission denied", "not found"),
        *("exec format error", "exec ", "WORKER TIMEOUT", "No module named 'serve'", "{file}", "{0}", "\0", "\r\n"),
        *("Temporary failure in name resolution", "libcuda.so.1: cannot open", "executable file not found in $PATH"),
    ]
)
LINES = st.lists(st.lists(st.one_of(WORDS, st.text(max_size=20)), max_size=5).map(" ".join), max_size=5).map(tuple)
HEADS = st.one_of(st.binary(max_size=40), st.sampled_from([b"Error: x", b'{"error": "x"}', b"[1, 2]"]))
STATUSES = st.one_of(st.none(), st.sampled_from([200, 204, 301, 400, 404, 413, 415, 500, 502, 503, 504, 999]))
ERRORS = st.sampled_from([REFUSED, TIMED_OUT, DROPPED, MALFORMED])
PROGRAMS = st.one_of(
    st.none(), st.builds(Program, st.just("/a/serve"), st.sampled_from([0o644, 0o755]), st.binary(max_size=9), ERRORS)
)
ENTRY_POINTS = st.lists(st.one_of(WORDS, st.sampled_from(["uvicorn", "python3", "/bin/sh", "-c"])), max_size=4)
NUMBERS = st.one_of(st.none(), st.integers(0, 5))
EXCHANGES = st.lists(
    st.builds(
        exchange,
        STATUSES,
        head=HEADS,
        error=ERRORS,
        records=NUMBERS,
        answer_records=NUMBERS,
        answer_bytes=st.integers(0, 50),
        seconds=st.floats(0, 700),
        attempts=st.integers(1, 4),
        content_type=st.text(max_size=20),
    ),
    max_size=4,
)
FIELDS = st.fixed_dictionaries(
    {
        "image": st.builds(
            lambda words, program, user: image(*words, program=program, user=user), ENTRY_POINTS, PROGRAMS, st.text()
        ),
        "log_lines": LINES,
        "start_error": st.one_of(st.just(""), LINES.map(" ".join)),
        "pings": st.lists(
            st.builds(ping, STATUSES, body=HEADS, error=ERRORS, location=st.text(max_size=9)), max_size=3
        ),
        "listening": st.lists(st.tuples(st.sampled_from(["127.0.0.1", "::1", "::"]), st.integers(1, 9000)), max_size=3),
        "parameters": st.one_of(st.none(), st.builds(ParametersAnswer, STATUSES, st.just(""), HEADS)),
        "exchanges": EXCHANGES,
        "small_exchanges": EXCHANGES,
        "end": st.one_of(
            st.none(),
            st.builds(
                End,
                st.integers(0, 255),
                st.sampled_from(["start", "requests", "stop", "abort"]),
                st.floats(0, 99),
                st.booleans(),
                st.booleans(),
            ),
        ),
        "out_of_memory_events": st.integers(0, 2),
        "network_attempts": st.integers(0, 2),
        "host_names": st.lists(st.text(max_size=9), max_size=4),
        "model_entries": st.one_of(st.none(), st.lists(st.text(max_size=9), max_size=4).map(tuple)),
        "model_problems": st.lists(
            st.builds(ModelProblem, st.text(), st.text(), st.text(), st.text(), st.booleans()), max_size=1
        ).map(tuple),
        "input_problems": st.lists(st.builds(InputProblem, st.text(), st.text(), st.text(), st.booleans()), max_size=2),
    }
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(fields=FIELDS, is_ready=st.booleans())
def test_any_observations_have_a_verdict(fields: dict[str, Any], is_ready: bool) -> None:
    observations: Observations = (ready if is_ready else failed)(**fields)
    verdict = judged(observations)
    assert all(line.count(" | ") >= 1 for line in found(observations))
    if verdict.diagnosis:
        [first, *_] = verdict.diagnosis.causes
        assert first.cause
        assert first.location
        ours = [cause for cause in verdict.diagnosis.causes if not PLACEHOLDER.search(str(fields))]
        assert [cause for cause in ours if PLACEHOLDER.search(f"{cause.cause} {cause.fix}")] == []
