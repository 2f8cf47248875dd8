"""Which events were seen, by time and ID, in little memory: eight bytes an event, forgotten by age."""

from __future__ import annotations

SPAN = 10_000
_SHARDS = 512
_BYTES = 8


class Seen:
    """IDs by the moment of their event, in milliseconds.

    Of an ID only its hash is kept: 64 bits with a key of this process (Python's own for text), so that two among a
    million are one with a chance of 1 in 10^7. A set of integers would take ten times the memory.
    """

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._spans: dict[int, dict[int, bytearray]] = {}

    def add(self, moment: int, identity: str) -> bool:
        """Remember an event; tell whether it is new."""
        digest = hash(identity)
        shards = self._spans.get(moment // SPAN)
        if shards is None:
            shards = self._spans[moment // SPAN] = {}
        shard = shards.get(digest % _SHARDS)
        written = digest.to_bytes(_BYTES, "little", signed=True)
        if shard is None:
            shards[digest % _SHARDS] = bytearray(written)
            return True
        at = shard.find(written)
        while at >= 0 and at % _BYTES:  # across two digests
            at = shard.find(written, at + 1)
        if at >= 0:
            return False
        shard += written
        return True

    def forget(self, before: int, since: int, until: int) -> None:
        """Forget events before a moment, but for those between two others."""
        for span in [span for span in self._spans if (span + 1) * SPAN <= before]:
            if not since // SPAN <= span <= until // SPAN:
                del self._spans[span]

    def __len__(self) -> int:
        """How many are remembered."""
        return sum(len(shard) for shards in self._spans.values() for shard in shards.values()) // _BYTES
