"""SeenEvents gives the same results as a set, in a tenth of the memory."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace.aws.seen_events import SPAN, SeenEvents

times = st.integers(0, 5 * SPAN)


@given(st.lists(st.tuples(times, st.integers(0, 30).map(str))))
def test_an_event_is_new_once(events: list[tuple[int, str]]) -> None:
    seen, known = SeenEvents(), set()
    for time, identity in events:
        # An ID belongs to one time, so the same ID in another span is another event.
        assert seen.add(time, identity) is ((time // SPAN, identity) not in known)
        known.add((time // SPAN, identity))
    assert len(seen) == len(known)


@given(st.sets(times, max_size=30), times, times, times)
def test_a_forgotten_event_is_new_again(all_times: set[int], before: int, first: int, second: int) -> None:
    since, until = sorted((first, second))
    seen = SeenEvents()
    for time in all_times:
        seen.add(time, str(time))
    seen.forget(before, since, until)
    for time in all_times:
        span = time // SPAN
        kept = (span + 1) * SPAN > before or since // SPAN <= span <= until // SPAN
        assert seen.add(time, str(time)) is not kept


def test_many_events_of_one_time_need_little_memory() -> None:
    count = 200_000
    tracemalloc.start()
    seen = SeenEvents()
    new = sum(seen.add(0, f"{number:056}") for number in range(count))
    used_bytes, _ = tracemalloc.get_traced_memory()
    again = sum(seen.add(0, f"{number:056}") for number in range(0, count, 100))
    tracemalloc.stop()
    assert (new, again, len(seen)) == (count, 0, count)
    assert used_bytes < 12 * count
