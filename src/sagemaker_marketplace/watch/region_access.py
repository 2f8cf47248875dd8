"""The jobs and logs of one Region, shared by the resources that are watched there; finds the jobs of validations."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from ..aws.errors import NoResponse, Throttled
from ..aws.jobs import SLACK_SECONDS, Jobs
from ..aws.logs import Logs
from ..aws.parallel import call_each
from ..manifest import validation_profiles
from ..manifest.findings import Failure
from ..manifest.validation_profiles import Profile
from .refusals import Refusals

# How many calls are sent at the same time: our choice.
PARALLEL_CALLS = 8


class RegionAccess:
    """The jobs and logs of one Region.

    Jobs are listed once per round, and each new one is described once. Of two resources with equal profiles, each gets
    the job that names it, or whose model does; if jobs and models name neither, the first resource gets the first job.
    """

    def __init__(self, jobs: Jobs, logs: Logs) -> None:
        """Start with the assumption that logs can be read."""
        self.jobs, self.logs = jobs, logs
        self.log_denials = Refusals()
        self._searches = {use: _Search(use, jobs) for use in validation_profiles.USES}

    def begin_round(self) -> None:
        """List the jobs again when one is searched for next."""
        for search in self._searches.values():
            search.begin_round()

    def set_searched(self, profiles: Sequence[Profile]) -> None:
        """Set the profiles of all resources that have no job so far."""
        for use, search in self._searches.items():
            search.set_searched([profile for profile in profiles if profile.use == use])

    def list_jobs(self, use: str, waiting: Sequence[float], running: Sequence[float]) -> None:
        """List the jobs of a use for this round, if there is a job to find, or several that run.

        `waiting` are the times since which jobs to find can have been created, `running` those since which the others
        have. One running job is described, which is also one call.
        """
        self._searches[use].list_jobs(waiting, running)

    def find(self, profile: Profile, since: float) -> tuple[str, Mapping[str, Any] | None] | None:
        """Find a job of a profile, created since a time (seconds since 1970), and return its name and description.

        It is the earliest one that this function has not returned before, and that names no other resource with such
        a profile; None if there is none. Raises Throttled, NoResponse or Failure.
        """
        return self._searches[profile.use].find(profile, since)


class _Search:
    """The jobs of one use that no resource has, by what a profile says about them."""

    def __init__(self, use: str, jobs: Jobs) -> None:
        self._use, self._jobs = use, jobs
        self._unowned: dict[validation_profiles.Key, list[tuple[float, str]]] = defaultdict(list)
        self._roles: dict[str, str] = {}
        # What these jobs run, an algorithm or a model; and the packages or artifacts in a model.
        self._sources: dict[str, str] = {}
        self._find_sources = cache(jobs.model_sources)
        # The names of the resources that wait for a job, by what their profiles say.
        self._waiting: dict[validation_profiles.Key, set[str]] = {}
        # Jobs to describe, and those of which that has failed in this round.
        self._new: list[tuple[float, str]] = []
        self._undescribed: list[tuple[float, str]] = []
        # Those of jobs that were described in this round.
        self._descriptions: dict[str, Mapping[str, Any]] = {}
        self._listed_since = float("inf")
        self._error: Exception | None = None
        self._is_refused = False

    def set_searched(self, profiles: Sequence[Profile]) -> None:
        self._waiting = defaultdict(set)
        for profile in profiles:
            self._waiting[validation_profiles.key(self._use, profile.definition)] |= profile.names

    def begin_round(self) -> None:
        self._listed_since = float("inf")
        self._error = None
        self._descriptions.clear()
        self._jobs.forget_statuses(self._use)
        self._new, self._undescribed = [*self._undescribed, *self._new], []

    def list_jobs(self, waiting: Sequence[float], running: Sequence[float]) -> None:
        several = running if len(running) > 1 and not self._is_refused else ()
        if waiting or several:
            # As many pages as there are jobs to describe otherwise.
            pages = {} if waiting else {"max_pages": len(several)}
            self._list(min(waiting, default=float("inf")), min(several, default=float("inf")), **pages)

    def find(self, profile: Profile, since: float) -> tuple[str, Mapping[str, Any] | None] | None:
        if since < self._listed_since and not self._error:
            self._list(since)
        self._describe_new()
        key = validation_profiles.key(self._use, profile.definition)
        others = self._waiting.get(key, set()) - profile.names
        candidates = self._unowned.get(key, [])
        for number, (created, name) in enumerate(candidates):
            has_role = self._use != validation_profiles.TRAINING or profile.role in ("", self._roles[name])
            if has_role and created >= since - SLACK_SECONDS and not (others and others & self._named_by(name)):
                description = self._descriptions.get(name) or self._jobs.describe(self._use, name)
                del candidates[number], self._roles[name], self._sources[name]
                return name, description
        if self._error:
            raise self._error
        return None

    def _named_by(self, name: str) -> set[str]:
        """The names or ARNs of the resources that a job names."""
        source = self._sources[name]
        return {source} if self._use == validation_profiles.TRAINING else self._find_sources(source)

    def _list(self, since: float, running_since: float = float("inf"), **pages: int) -> None:
        """List the jobs. An error is kept for those who find no job."""
        self._listed_since = since
        try:
            self._new += self._jobs.begun(self._use, since, running_since, **pages)
            self._is_refused = False
        except (Throttled, NoResponse, Failure) as error:
            self._error = error
            self._is_refused = isinstance(error, Failure)

    def _describe_new(self) -> None:
        """Describe the jobs that are new, and those that could not be described in another round."""
        new, self._new = self._new, []
        described = call_each(lambda job: self._jobs.describe(self._use, job[1]), new, PARALLEL_CALLS)
        for (created, name), outcome in zip(new, described, strict=True):
            try:
                self._add(created, name, outcome.result())
            except (Throttled, NoResponse, Failure) as error:
                self._error = error
                self._undescribed.append((created, name))

    def _add(self, created: float, name: str, job: Mapping[str, Any] | None) -> None:
        if job:
            self._descriptions[name] = job
            # A transform job has no role.
            self._roles[name] = str(job.get("RoleArn", ""))
            self._sources[name] = validation_profiles.source(self._use, job)
            insort(self._unowned[validation_profiles.key(self._use, job)], (created, name))
