"""What a run reports at its end does not depend on the order in which the events of its manifests arrive."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.report import many_streams

from sagemaker_marketplace import plugins, runner
from sagemaker_marketplace.report import events, output_values
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.report import build

MANIFESTS = ("b.yaml", "a.yaml", "d.yaml", "c.yaml")
PER_MANIFEST = [of_kind(manifest) for of_kind, manifest in zip(many_streams.KINDS, MANIFESTS, strict=True)]
AT_THE_END = [name for name in plugins.formats() if not plugins.output_format(name).LIVE]
INTERRUPTED = events.RunFailed("", "interrupted by SIGTERM", 130, "run the same command again")


def reported(stream: list[Event]) -> dict[str, str]:
    """Everything that is reported of a stream at its end, by name."""
    run = build([events.ManifestsFound(MANIFESTS), *stream, INTERRUPTED], "create", "error")
    return {
        **{name: "\n".join(runner.render(name, run)) for name in AT_THE_END},
        "results": output_values.results(run),
        "outputs": str(run.outputs()),
        "exit code": str(run.exit_code),
    }


SERIAL = reported([event for stream in PER_MANIFEST for event in stream])


@given(st.data())
def test_every_interleaving_has_the_same_reports(data: st.DataObject) -> None:
    assert reported(data.draw(many_streams.interleavings(PER_MANIFEST))) == SERIAL


def test_results_and_failures_are_in_the_order_of_the_manifests() -> None:
    last_first = [event for stream in reversed(PER_MANIFEST) for event in stream]
    run = build([INTERRUPTED, events.ManifestsFound(MANIFESTS), *last_first], "create", "error")
    data = run.as_data()
    assert [result["manifest"] for result in data["results"]] == list(MANIFESTS)
    assert [failure["manifest"] for failure in data["failures"]] == ["a.yaml", "d.yaml", "c.yaml", ""]
    assert run.outputs()["name"] == "b"
