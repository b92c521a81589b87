"""Where sessions are kept: in Django's way, but each with whose it is, so that people see and end their own."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import DatabaseError, transaction

from touyan.kernel import clock
from touyan.town.models import OpenSession

DEVICE = "device"
"""Under which a session knows the kind of device on which it began."""
STEP = timedelta(hours=1)


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> type[OpenSession]:
        return OpenSession

    def create_model_instance(self, data: dict[str, Any]) -> OpenSession:
        told = super().create_model_instance(data)
        return OpenSession(
            session_key=told.session_key, session_data=told.session_data,
            expire_date=told.expire_date, device=data.get(DEVICE, ""),
            person_id=int(data[SESSION_KEY]) if SESSION_KEY in data else None,
        )  # fmt: skip

    def load(self) -> dict[str, Any]:
        row: OpenSession | None = self._get_session_from_db()  # type: ignore[attr-defined]
        if row is None:
            return {}
        if row.person_id is not None and clock.now() - row.used_at > STEP:
            _note_use(row)
        told: dict[str, Any] = self.decode(row.session_data)
        return told


def _note_use(row: OpenSession) -> None:
    """Where nothing can be written just now the page is shown all the same."""
    with suppress(DatabaseError), transaction.atomic():
        OpenSession.objects.filter(pk=row.pk).update(used_at=clock.now())
