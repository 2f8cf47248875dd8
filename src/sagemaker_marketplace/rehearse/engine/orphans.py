"""Removes what rehearsals have left on an engine: by labels, not by age, and never a rehearsal that runs.

A group is an orphan if its driver does not run. A driver runs as long as the process that started it, and the other
objects of a group are created only while it runs. So they are listed first and drivers last: an object in the first
list whose driver does not run in the second is an orphan.

A driver that was created and has not started may belong to a rehearsal that is just starting, so it gets some seconds.
After them, to remove it without force is not enough: Docker stops a driver that starts in that moment. So it is renamed
first, and left alone if it runs then. A rehearsal checks the name after the start, gives up a renamed driver and
creates another. Whichever comes first, the other one sees it.
"""

from __future__ import annotations

import time
from typing import Any

from .api import NOT_FOUND, Api, EngineError

GROUP_LABEL, ROLE_LABEL = "sagemaker-marketplace.group", "sagemaker-marketplace.role"
_CLAIMED = "-orphan"
_DRIVER = f"{ROLE_LABEL}=driver"
# A container in one of these states never runs again, because nothing starts a driver twice.
_ENDED = ("exited", "dead", "removing", "stopped")
_RUNNING = ("running", "paused", "restarting", "stopping")
# What engines say while another process is removing a container, and of its volume until then.
_BUSY = ("already in progress", "in use")
_ATTEMPTS, _PAUSE_SECONDS = 20, 0.1
# An idle engine starts a driver in a fraction of a second.
_START_SECONDS = 3


def remove_orphans(api: Api) -> int:
    """Remove the orphaned groups and return the number of those that are gone.

    What the engine refuses to remove is left to the next rehearsal. Raises EngineError if the engine does not answer.
    """
    listed = {_group(each) for each in [*_volumes(api, GROUP_LABEL), *_containers(api, GROUP_LABEL)]}
    drivers = _drivers(api)
    return sum(_remove_orphan(api, name, drivers.get(name)) for name in sorted(listed | set(drivers)))


def _drivers(api: Api) -> dict[str, Any]:
    """The drivers by group, as soon as all have started, or after a short wait for those that have not."""
    deadline = time.monotonic() + _START_SECONDS
    while True:
        drivers = {_group(driver): driver for driver in _containers(api, _DRIVER)}
        states = {str(driver["State"]).lower() for driver in drivers.values()}
        if states.issubset([*_RUNNING, *_ENDED]) or time.monotonic() > deadline:
            return drivers
        time.sleep(_PAUSE_SECONDS)


def _remove_orphan(api: Api, name: str, driver: Any) -> bool:
    state = str(driver["State"]).lower() if driver else _ENDED[0]
    if state in _RUNNING:
        return False
    if state not in _ENDED and not _claim(api, driver):
        return False
    return remove_group(api, name)


def _claim(api: Api, driver: Any) -> bool:
    """Rename a driver that has not started; False if it has, or if another process removes it."""
    name = driver["Names"][0].strip("/")
    try:
        if not name.endswith(_CLAIMED):
            api.call("rename", driver["Id"], f"{name}{_CLAIMED}")
        return not api.call("inspect_container", driver["Id"])["State"]["Running"]
    except EngineError as error:
        if error.status is None:
            raise
        return False


def is_claimed(api: Api, driver: str) -> bool:
    """Whether another rehearsal took a driver for an orphan before it started, and will remove it."""
    return str(api.call("inspect_container", driver)["Name"]).endswith(_CLAIMED)


def remove_group(api: Api, name: str) -> bool:
    """Remove all containers of a group with force, the driver last, then its volumes; return whether all are gone.

    Podman refuses to remove a container whose network others use, and a volume that a container uses. Raises
    EngineError if the engine does not answer.
    """
    containers = _containers(api, f"{GROUP_LABEL}={name}")
    containers.sort(key=lambda each: bool(each["Labels"].get(ROLE_LABEL) == "driver"))
    gone = [_remove(api, "remove_container", container["Id"], v=True, force=True) for container in containers]
    volumes = _volumes(api, f"{GROUP_LABEL}={name}")
    return all([*gone, *(_remove(api, "remove_volume", volume["Name"]) for volume in volumes)])


def _remove(api: Api, method: str, name: str, **options: Any) -> bool:
    """Remove an object, which another process may do at the same time; False if the engine refuses."""
    for _ in range(_ATTEMPTS):
        try:
            api.call(method, name, **options)
            return True
        except EngineError as error:
            if error.status is None:
                raise
            if error.status == NOT_FOUND:
                return True
            if not any(words in error.words for words in _BUSY):
                return False
        time.sleep(_PAUSE_SECONDS)
    return False


def object_name(group: str) -> str:
    """What the names of a group's containers and volumes begin with, before a hyphen."""
    return f"sagemaker-marketplace-{group}"


def _containers(api: Api, label: str) -> list[Any]:
    """The containers with a label and a name of ours: others get the label from an image made of such a container."""
    listed = api.call("containers", all=True, filters={"label": [label]})
    return [
        each
        for each in listed
        if any(name.strip("/").startswith(f"{object_name(_group(each))}-") for name in each.get("Names") or ())
    ]


def _volumes(api: Api, label: str) -> list[Any]:
    listed = api.call("volumes", filters={"label": [label]})["Volumes"] or []
    return [each for each in listed if each["Name"].startswith(f"{object_name(_group(each))}-")]


def _group(item: Any) -> str:
    return str(item["Labels"].get(GROUP_LABEL))
