"""How many refusals of a repeated call end it: one of them does not mean that AWS will refuse the next call as well."""

from __future__ import annotations

from dataclasses import dataclass

# A change of an IAM policy is not visible everywhere at once (IAM user guide, troubleshooting: eventual consistency).
# No source says how long that takes. Three refusals over five minutes are our choice.
_NUMBER, _SECONDS = 3, 300.0


@dataclass
class Refusals:
    """The refusals of one kind of call since it last succeeded: their number, and the time of the first in seconds."""

    count: int = 0
    first_at: float = 0.0

    def add(self, now: float) -> None:
        """Count a refusal at this time."""
        if not self.count:
            self.first_at = now
        self.count += 1

    def reset(self) -> None:
        """Forget them: the call has succeeded."""
        self.count = 0

    def are_final(self, now: float, is_late: bool = False) -> bool:
        """Whether to give up. If `is_late`, nothing new can come, and only their number counts."""
        return self.count >= _NUMBER and (is_late or now - self.first_at >= _SECONDS)
