"""Words with a fixed meaning in the public JSON documents."""

from __future__ import annotations


class Known:
    """The values of a field in this version; later versions can have more, so the published schema accepts others."""

    def __init__(self, *values: str | int) -> None:
        """Keep the values."""
        self.values = list(values)


EXIT_CODES = (0, 1, 2, 3, 4, 5, 6, 70, 130)
COMMANDS = ("check", "rehearse", "plan", "create", "watch")
STAGES = ("check", "rehearse", "plan", "preflight", "create", "watch")
DECISIONS = (
    "create",
    "attach",
    "unchanged",
    "replace",
    "create-after-deletion",
    "create-unless-exists",
    "failed",
    "conflict",
)
RESOURCE_TYPES = (
    "model package",
    "algorithm",
    "image scan",
    "validation",
    "training job",
    "transform job",
    "training rehearsal",
    "transform rehearsal",
    "real-time rehearsal",
)
JOB_TYPES = ("training", "transform")
ACTIONS = ("created", "attached", "unchanged", "replaced", "watched")
KINDS = ("Algorithm", "ModelPackage")
