"""Two resources of one run whose validations are the same: each has a job of its own."""

from __future__ import annotations

from tests.pipeline.bench import Bench

from sagemaker_marketplace.report import events


def test_two_equal_profiles_have_two_jobs(bench: Bench) -> None:
    bench.serve("success")
    files = [bench.manifest("ModelPackage", f"equal-{name}", f"{name}.yaml") for name in ("one", "two")]
    outcome = bench.run(*files, follow_jobs=True)
    assert outcome.exit_code == 0
    ended = {event.manifest: event.name for _, event in outcome.told if isinstance(event, events.JobFinished)}
    assert set(ended) == set(files)
    assert len(set(ended.values())) == 2
