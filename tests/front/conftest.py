"""Visitors of the door."""

import pytest
from django.test import Client


@pytest.fixture
def stranger():
    """A browser that has not opened a page of ours: it has no token."""
    return Client(enforce_csrf_checks=True)
