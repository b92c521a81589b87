"""The life of a programme, and of each of its sessions, as tables."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from touyan.kernel import clock
from touyan.kernel.lifecycle import Lifecycle, Move
from touyan.programmes import rules
from touyan.programmes.models import Session
from touyan.programmes.states import SessionState, State

DRAFT, OPEN, ENDED, CANCELLED = State.DRAFT, State.OPEN, State.ENDED, State.CANCELLED


def _has_begun(session: Session, _by: Any) -> str | None:
    return None if clock.now() >= session.starts_at else _("It has not begun yet.")


def _nobody_came(session: Session, _by: Any) -> str | None:
    if session.attendances.filter(standing=True).exists():
        return _("People have come already, so it takes place. Correct the list first.")
    return None


LIFE = Lifecycle(
    dict(State.choices),
    Move("open", {DRAFT, ENDED}, [OPEN], gettext_lazy("Open it to people"), rules.organises),
    Move("end", {OPEN}, [ENDED], gettext_lazy("End"), rules.organises, quiet=True),
    Move("cancel", {DRAFT, OPEN}, [CANCELLED], gettext_lazy("Cancel"), rules.organises, quiet=True),
)

SESSION_LIFE = Lifecycle(
    dict(SessionState.choices),
    Move(
        "hold", {SessionState.PLANNED}, [SessionState.HELD], gettext_lazy("It took place"),
        rules.organises_session, _has_begun,
    ),
    Move(
        "call_off", {SessionState.PLANNED}, [SessionState.CANCELLED], gettext_lazy("Call off"),
        rules.organises_session, _nobody_came, quiet=True,
    ),
)  # fmt: skip
