"""A real object store over HTTP on the loopback, for as long as a test takes."""

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
class Bucket:
    """The store as its operator sees it."""

    server: ThreadedMotoServer
    client: Any
    name: str
    url: str

    def holds(self) -> dict[str, bytes]:
        told = self.client.list_objects_v2(Bucket=self.name).get("Contents", [])
        return {one["Key"]: self.read(one["Key"]) for one in told}

    def read(self, key: str) -> bytes:
        body: bytes = self.client.get_object(Bucket=self.name, Key=key)["Body"].read()
        return body


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = boto3.client(
        "s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1",
        aws_access_key_id="key", aws_secret_access_key="a/secret",
    )  # fmt: skip
    name = f"town-{secrets.token_hex(6)}"
    client.create_bucket(Bucket=name)
    told = f"{host}:{port}/{name}/of/wushan?tls=off&addressing=path"
    yield Bucket(server, client, name, f"s3://key:a%2Fsecret@{told}")
    client.close()
    server.stop()


@pytest.fixture
def files_in_a_bucket(
    bucket: Bucket, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], None]:
    """The town's files lie there; say when, since some tests begin on a disk."""

    def move() -> None:
        monkeypatch.setenv("TOUYAN_MEDIA_URL", bucket.url)
        settings.STORAGES = {**settings.STORAGES, "default": stores.media()}

    return move
