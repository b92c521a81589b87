"""The same Idempotency-Key is the same answer: what was done and what was answered are one transaction."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from touyan.api.models import Client, Sent
from touyan.api.v1.problems import Problem
from touyan.kernel import clock
from touyan.kernel.acts import batch
from touyan.kernel.sending import settle
from touyan.kernel.taps import header_of

Told = dict[str, Any]


def once(request: HttpRequest, client: Client, do: Callable[[], Told]) -> Told:
    """Do it, or answer what was answered before. What is refused leaves nothing, so it may be sent again."""
    key = key_of(request)
    if key is None:
        return do()
    digest = _digest(request)
    if before := _before(client, key):
        return _again(before, digest)
    try:
        return _first(client, key, digest, do)
    except _Quicker:
        before = _before(client, key)
    if before is None:  # whoever was quicker was refused in the end
        return once(request, client, do)
    return _again(before, digest)


class _Quicker(Exception):
    """Somebody sent the same at the same time."""


def _first(client: Client, key: UUID, digest: str, do: Callable[[], Told]) -> Told:
    with batch():
        try:
            sent = Sent.objects.create(
                client=client, key=key, digest=digest, answer="{}", at=clock.now()
            )
        except IntegrityError as error:
            raise _Quicker from error
        answer = do()
        sent.answer = json.dumps(answer, ensure_ascii=False)
        sent.save(update_fields=["answer"])
        return answer


def key_of(request: HttpRequest) -> UUID | None:
    try:
        return header_of(request.headers)
    except ValueError as error:
        raise Problem(400, _("Idempotency-Key must be a UUID.")) from error


def _digest(request: HttpRequest) -> str:
    """Of what was sent, however it was written down: two spaces are not another matter."""
    body = json.dumps(json.loads(request.body or b"null"), sort_keys=True)
    return sha256(f"{request.path}\n{body}".encode()).hexdigest()


def _before(client: Client, key: UUID) -> Sent | None:
    return Sent.objects.filter(client=client, key=key).first()


def _again(before: Sent, digest: str) -> Told:
    if before.digest != digest:
        raise Problem(422, _("Idempotency-Key: this key was used before, for another matter."))
    settle()
    answer: Told = json.loads(before.answer)
    return answer
