"""Two resources of one run with equal validation profiles: each gets its own job."""

from __future__ import annotations

from tests.pipeline.harness import Harness

from sagemaker_marketplace.report import events


def test_two_equal_profiles_have_two_jobs(harness: Harness) -> None:
    harness.serve("success")
    files = [harness.manifest("ModelPackage", f"equal-{name}", f"{name}.yaml") for name in ("one", "two")]
    outcome = harness.run(*files, follow_jobs=True)
    assert outcome.exit_code == 0
    ended = {event.manifest: event.name for _, event in outcome.events if isinstance(event, events.JobFinished)}
    assert set(ended) == set(files)
    assert len(set(ended.values())) == 2
