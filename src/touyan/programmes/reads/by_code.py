"""Things found by a code that only the town can make: nothing of it is stored, so nothing of it can leak."""

from hmac import compare_digest

from touyan.kernel.sealed import blind, blinds
from touyan.programmes.models import Attendance, Booking, Session
from touyan.programmes.reads.scope import SESSION_NAMES
from touyan.town.models import Person

RECEIPT, POSTER, CALENDAR = "booking receipt", "session poster", "calendar"
THANKS, BADGE = "thanks", "badge"
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that are not taken for one another on paper."""
TAIL = 24
BADGE_LETTERS = 6


def receipt_of(booking: Booking) -> str:
    """The end of a booking's private address: whoever has it can cancel."""
    return _code(RECEIPT, booking.pk)


def poster_of(session: Session) -> str:
    """The end of the address on a session's poster."""
    return _code(POSTER, session.pk)


def calendar_of(person: Person) -> str:
    """The end of the address of somebody's own calendar."""
    return _code(CALENDAR, person.pk)


def thanks_of(attendance: Attendance) -> str:
    """The end of the address at which whoever was served says so."""
    return _code(THANKS, attendance.pk)


def badge_of(booking: Booking) -> str:
    """Six letters that stand for a booking at its session's door: typed where no camera reads them."""
    return badges_of(booking)[0]


def badges_of(booking: Booking) -> list[str]:
    """Its letters under every configured key, the newest first: what was printed outlives a rotation."""
    return [_letters(digest) for digest in blinds(f"{booking.session_id}:{booking.pk}", BADGE)]


def _letters(digest: str) -> str:
    number, letters = int(digest, 16), ""
    for _turn in range(BADGE_LETTERS):
        number, rest = divmod(number, len(LETTERS))
        letters += LETTERS[rest]
    return letters


def booking_by_receipt(receipt: str) -> Booking | None:
    names = [f"session__{name}" for name in SESSION_NAMES]
    rows = Booking.objects.select_related(
        "session", "person", "person__town", "organisation", *names
    )
    return rows.filter(pk=_number(RECEIPT, receipt)).first()


def session_by_poster(code: str) -> Session | None:
    rows = Session.objects.select_related(*SESSION_NAMES)
    return rows.filter(pk=_number(POSTER, code)).first()


def person_by_calendar(code: str) -> Person | None:
    return Person.objects.filter(pk=_number(CALENDAR, code), is_active=True).first()


def attendance_by_thanks(code: str) -> Attendance | None:
    names = [f"session__{name}" for name in SESSION_NAMES]
    rows = Attendance.objects.filter(standing=True, left_at__isnull=False)
    return rows.select_related("person", *names).filter(pk=_number(THANKS, code)).first()


def _code(purpose: str, pk: int) -> str:
    return f"{pk}-{blind(str(pk), purpose)[:TAIL]}"


def _number(purpose: str, code: str) -> int:
    """The row's number; 0, which no row has, where the code was made by somebody else."""
    number, _dash, tail = code.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19 and tail.isascii()):
        return 0
    right = [blind_[:TAIL] for blind_ in blinds(str(int(number)), purpose)]
    return int(number) if any(compare_digest(one, tail) for one in right) else 0
