"""The lines of jobs' logs that a run with many manifests shows: fewer of each."""

from __future__ import annotations

from dataclasses import replace

from .settings import Settings

# Of all jobs by default, and of each job at least: the first one and the last one. Our choice.
_ALL, _MIN = 2000, 2


def share(settings: Settings, manifests: int) -> Settings:
    """Return the settings with fewer lines of each job's log if there are many manifests, unless `log-lines` is set."""
    if settings.log_lines != Settings.log_lines or settings.command == "rehearse":
        return settings
    return replace(settings, log_lines=min(Settings.log_lines, max(_MIN, _ALL // max(1, manifests))))
