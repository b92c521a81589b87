"""Throttles count by address: behind a proxy the right one, elsewhere never one that was merely claimed."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from touyan.conf.middleware import ClientAddress


def seen(forwarded: str, hops: int, settings) -> str:
    settings.PROXY_HOPS = hops
    request = RequestFactory().get(
        "/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="10.0.0.1"
    )
    ClientAddress(lambda request: HttpResponse(request.META["REMOTE_ADDR"]))(request)
    return request.META["REMOTE_ADDR"]


@pytest.mark.parametrize(
    ("forwarded", "hops", "address"),
    [
        ("198.51.100.7", 0, "10.0.0.1"),
        ("198.51.100.7", 1, "198.51.100.7"),
        ("1.2.3.4, 198.51.100.7", 1, "198.51.100.7"),
        ("1.2.3.4, 198.51.100.7, 10.0.0.2", 2, "198.51.100.7"),
        ("198.51.100.7", 2, "10.0.0.1"),
        ("", 1, "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(forwarded, hops, address, settings):
    assert seen(forwarded, hops, settings) == address
