"""A real object store over HTTP on the loopback, and for each test a bucket of its own."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from touyan.conf import stores


@dataclass
class Store:
    """One for all tests, because it takes its time to stop; the next one runs again where a test stopped it."""

    server: ThreadedMotoServer | None = None

    def address(self) -> str:
        if self.server is None:
            self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
            self.server.start()
        host, port = self.server.get_host_and_port()
        return f"{host}:{port}"

    def stop(self) -> None:
        if self.server is not None:
            self.server.stop()
        self.server = None


@dataclass
class Bucket:
    """The store as its operator sees it."""

    store: Store
    client: Any
    name: str
    url: str

    def holds(self) -> dict[str, bytes]:
        told = self.client.list_objects_v2(Bucket=self.name).get("Contents", [])
        return {one["Key"]: self.read(one["Key"]) for one in told}

    def read(self, key: str) -> bytes:
        body: bytes = self.client.get_object(Bucket=self.name, Key=key)["Body"].read()
        return body


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    store = Store()
    yield store
    store.stop()


@pytest.fixture
def bucket(store: Store) -> Iterator[Bucket]:
    address = store.address()
    client = boto3.client(
        "s3", endpoint_url=f"http://{address}", region_name="us-east-1",
        aws_access_key_id="key", aws_secret_access_key="a/secret",
    )  # fmt: skip
    name = f"town-{secrets.token_hex(6)}"
    client.create_bucket(Bucket=name)
    told = f"{address}/{name}/of/wushan?tls=off&addressing=path"
    yield Bucket(store, client, name, f"s3://key:a%2Fsecret@{told}")
    client.close()


@pytest.fixture
def files_in_a_bucket(
    bucket: Bucket, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], None]:
    """The town's files lie there; say when, since some tests begin on a disk."""

    def move() -> None:
        monkeypatch.setenv("TOUYAN_MEDIA_URL", bucket.url)
        settings.STORAGES = {**settings.STORAGES, "default": stores.media()}

    return move
