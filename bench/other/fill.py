"""`python fill.py FILE`: a ticket for each line of JSON; prints where they are and how its staff signs in."""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket  # noqa: E402

MANY = 500


def main(file: str) -> None:
    staff = User.objects.create_superuser("staff", "staff@example.cn")
    queues = [
        Queue.objects.create(title=name, slug=f"q{n}", allow_public_submission=True)
        for n, name in enumerate(("路灯", "道路", "供水", "环卫", "其他"))
    ]
    lines = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    tickets = [
        Ticket(
            title=one["words"][:40], description=one["words"], queue=queues[n % len(queues)],
            submitter_email="resident@example.cn", status=3 if one["closed"] else 1,
            assigned_to=staff if n % 3 else None,
        )
        for n, one in enumerate(lines)
    ]  # fmt: skip
    made = Ticket.objects.bulk_create(tickets, batch_size=MANY)
    told = [
        FollowUp(ticket=one, title="回复", comment="师傅已经去看过了。", public=True, user=staff)
        for one in made
        for _ in range(2)
    ]
    FollowUp.objects.bulk_create(told, batch_size=MANY)
    middle = Ticket.objects.get(pk=made[len(made) // 2].pk)
    print(
        json.dumps(
            {
                "ticket": middle.pk,
                "slug": middle.ticket_for_url,
                "key": middle.secret_key,
                "session": _signed_in(staff),
            }
        )
    )


def _signed_in(staff: User) -> str:
    session = SessionStore()
    session["_auth_user_id"] = str(staff.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = staff.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main(sys.argv[1])
