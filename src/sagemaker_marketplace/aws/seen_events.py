"""A set of log events by time and ID, in little memory: eight bytes for each event, removed by age."""

from __future__ import annotations

SPAN = 10_000
_SHARDS = 512
_BYTES = 8


class SeenEvents:
    """IDs by the time of their event, in milliseconds.

    Only the hash of an ID is kept: 64 bits with a key of this process (Python's own for strings), so that the chance
    that two of a million IDs collide is 1 in 10^7. A set of integers would need ten times the memory.
    """

    def __init__(self) -> None:
        """Begin without events."""
        self._spans: dict[int, dict[int, bytearray]] = {}

    def add(self, timestamp: int, identity: str) -> bool:
        """Add an event; return whether it is new."""
        digest = hash(identity)
        shards = self._spans.get(timestamp // SPAN)
        if shards is None:
            shards = self._spans[timestamp // SPAN] = {}
        shard = shards.get(digest % _SHARDS)
        encoded = digest.to_bytes(_BYTES, "little", signed=True)
        if shard is None:
            shards[digest % _SHARDS] = bytearray(encoded)
            return True
        position = shard.find(encoded)
        while position >= 0 and position % _BYTES:  # the match spans two digests
            position = shard.find(encoded, position + 1)
        if position >= 0:
            return False
        shard += encoded
        return True

    def forget(self, before: int, since: int, until: int) -> None:
        """Remove the events before a time, except those between two other times."""
        for span in [span for span in self._spans if (span + 1) * SPAN <= before]:
            if not since // SPAN <= span <= until // SPAN:
                del self._spans[span]

    def __len__(self) -> int:
        """Return the number of events kept."""
        return sum(len(shard) for shards in self._spans.values() for shard in shards.values()) // _BYTES
