"""Redis for cache and throttles: a real one, with and without an answer."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from django.utils.translation import override

from touyan.kernel import shared, tries
from touyan.kernel.models import Tries
from touyan.kernel.refused import TooMany

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not shutil.which("redis-server"), reason="needs redis-server on this machine"
    ),
]
HOUR = timedelta(hours=1)


@pytest.fixture
def redis(tmp_path: Path, settings) -> Iterator[subprocess.Popen[bytes]]:
    """A Redis that is reached through a socket in a folder of its own."""
    socket = tmp_path / "redis.sock"
    command = [
        "redis-server",
        "--port",
        "0",
        "--unixsocket",
        str(socket),
        "--dir",
        str(tmp_path),
        "--save",
        "",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while not socket.exists():
        time.sleep(0.02)
    settings.REDIS_URL = f"unix://{socket}"
    settings.CACHES = {
        "default": {"BACKEND": "touyan.kernel.shared.Cache", "LOCATION": settings.REDIS_URL}
    }
    shared.Away.until = 0.0
    caches["default"].clear()  # what stands in for it has a memory too
    yield process
    shared.Away.until = 0.0
    process.send_signal(signal.SIGCONT)
    process.kill()
    process.wait()


def test_what_is_cached_is_every_process_s(redis, settings):
    caches["default"].set("site", {"name": "吴山镇"}, 60)
    other = shared.Cache(settings.REDIS_URL, {})
    assert other.get("site") == {"name": "吴山镇"}
    assert other.add("site", "another") is False
    assert other.touch("site", 60) is True
    assert other.delete("site") is True
    assert caches["default"].get("site", "nothing") == "nothing"
    caches["default"].set("site", 1)
    other.clear()
    assert caches["default"].get("site") is None


def test_throttles_count_there_and_leave_the_database_alone(redis):
    assert [tries.count("a", window=HOUR) for _n in range(3)] == [1, 2, 3]
    assert (tries.spent(3, "a"), tries.spent(4, "a"), tries.spent(1, "b")) == (True, False, False)
    with override("en"), pytest.raises(TooMany) as refused:
        tries.refuse_after(3, "a", window=HOUR)
    assert str(refused.value) == "That was too often. Please wait 60 minutes and try again."
    tries.forget("a")
    assert tries.count("a", window=HOUR) == 1
    assert Tries.objects.count() == 0


def test_a_window_ends_by_itself(redis):
    assert tries.count("a", window=timedelta(seconds=1)) == 1
    assert tries.count("a", window=timedelta(seconds=1)) == 2
    time.sleep(1.1)
    assert tries.count("a", window=timedelta(seconds=1)) == 1


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "paused"])
def test_without_an_answer_the_database_counts_and_memory_caches(redis, fault):
    cache = caches["default"]
    cache.set("site", "there", 60)
    cache.set("site-last", "kept", None)
    redis.send_signal(fault)
    begun = time.monotonic()
    assert cache.get("site") is None
    assert time.monotonic() - begun < 2
    assert cache.get("site-last") == "kept"
    cache.set("site", "here", 60)
    assert cache.get("site") == "here"
    assert [tries.count("a", window=HOUR) for _n in range(2)] == [1, 2]
    assert Tries.objects.get().count == 2
    assert time.monotonic() - begun < 3


def test_it_is_asked_again_after_some_seconds(redis):
    shared.Away.until = time.monotonic() + 0.2
    tries.count("a", window=HOUR)
    assert Tries.objects.count() == 1
    time.sleep(0.3)
    assert tries.count("b", window=HOUR) == 1
    assert Tries.objects.count() == 1
