"""A shard: one of several parts of the manifests, which have separate runs."""

from __future__ import annotations

from collections.abc import Sequence


def part(names: Sequence[str], shard: tuple[int, ...]) -> list[str]:
    """Return the manifests of a shard, which is its number, from 1, and the number of shards; all without a shard.

    Every name is in exactly one shard, and the sizes differ by at most one. Large products often are neighbours in the
    list, so neighbours are in different shards.
    """
    if not shard:
        return list(names)
    number, total = shard
    return list(names[number - 1 :: total])
