"""What an hour of an instance type costs: today's price where the caller may ask for it, else the recorded one."""

from __future__ import annotations

from . import price_list
from .queries import NoAnswer, NotFound, PermissionMissing, Queries


def price(account: Queries, instance_type: str, use: str, ask: bool) -> tuple[float | None, str]:
    """USD an hour, and its date if it is not today's price; `ask` tells whether today's may be asked for."""
    try:
        today = price_list.hourly(account, (), account.region, instance_type, use) if ask else None
    except (NotFound, PermissionMissing, NoAnswer):
        today = None
    if today is not None:
        return today, ""
    return account.facts.price(account.region, instance_type), account.facts.price_date(account.region)
