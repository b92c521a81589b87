"""The components, rendered by the environment that renders the town's pages."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.template import engines
from django.utils import translation


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def ui() -> Any:
    environment: Any = engines["jinja2"]
    return environment.env.get_template("ui/components.html").module
