"""What several machines share: Redis (or Valkey) where `REDIS_URL` names one, and what stands in for it while it is away.

Nothing is lost with it: the cache holds what can be read again, the throttles go on in the database.
"""

import logging
import time
from collections.abc import Callable
from functools import cache as once
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import Redis, RedisError

log = logging.getLogger("touyan.shared")
T = TypeVar("T")

LONGEST = 0.5
"""Seconds that a page waits for it."""
AWAY = 5.0
"""Seconds during which nobody asks it again after it did not answer."""


class Away:
    until = 0.0


def asked(do: Callable[[], T], otherwise: Callable[[], T]) -> T:
    """What Redis says; what stands in for it where it does not answer."""
    if time.monotonic() < Away.until:
        return otherwise()
    try:
        return do()
    except RedisError as error:
        Away.until = time.monotonic() + AWAY
        log.warning(
            "Redis does not answer (%s); what stands in for it is asked", type(error).__name__
        )
        return otherwise()


@once
def client(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=LONGEST, socket_connect_timeout=LONGEST)


class Cache(BaseCache):
    """Redis, and this process's own memory while it is away."""

    def __init__(self, url: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        waits = {"socket_timeout": LONGEST, "socket_connect_timeout": LONGEST}
        self.far = RedisCache(url, {**params, "OPTIONS": waits})
        self.near = LocMemCache("while-redis-is-away", params)

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> bool:
        return asked(
            lambda: bool(self.far.add(key, value, timeout, version)),
            lambda: bool(self.near.add(key, value, timeout, version)),
        )

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return asked(
            lambda: self.far.get(key, default, version),
            lambda: self.near.get(key, default, version),
        )

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> None:
        """In memory too where it has no end: what is kept for an outage must not go with Redis."""
        if timeout is None:
            self.near.set(key, value, timeout, version)
        asked(
            lambda: self.far.set(key, value, timeout, version),
            lambda: self.near.set(key, value, timeout, version),
        )

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        return asked(
            lambda: bool(self.far.touch(key, timeout, version)),
            lambda: bool(self.near.touch(key, timeout, version)),
        )

    def delete(self, key: Any, version: Any = None) -> bool:
        self.near.delete(key, version)
        return asked(lambda: bool(self.far.delete(key, version)), lambda: True)

    def clear(self) -> None:
        self.near.clear()
        asked(self.far.clear, self.near.clear)
