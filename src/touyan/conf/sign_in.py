"""Who signs in: by login and password, slowed down by account and by address."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from touyan.kernel import tries
from touyan.town.acts import note_sign_in
from touyan.town.models import Person
from touyan.town.reads import person_signed_in
from touyan.town.states import SignInOutcome, SignInWay

WINDOW = timedelta(minutes=15)
BY_ACCOUNT, BY_ADDRESS = 6, 60


class Backend(BaseBackend):
    """Loads a person with the roles in force in one query."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> Person | None:
        """The person, or None; TooMany after too many wrong tries."""
        if not username or not password:
            return None
        address = _address(request)
        keys = _keys(address, username)
        for key, limit in keys.items():
            if tries.spent(limit, key):
                raise tries.too_many(key)
        person = Person.objects.filter(login=username[:40], is_active=True).first()
        if person is None:
            Person().set_password(
                password
            )  # an unknown name costs as much time as a wrong password
        if person is None or not person.check_password(password):
            counted = [tries.count(key, window=WINDOW) >= limit for key, limit in keys.items()]
            # From here on nothing is compared, and nothing kept: a flood fills no table.
            outcome = SignInOutcome.HELD if any(counted) else SignInOutcome.WRONG
            note_sign_in(outcome, person=person, way=SignInWay.PASSWORD, address=address)
            return None
        # The address keeps its count: one account of one's own must not buy more guesses at others'.
        tries.forget(_of_account(username))
        return person

    def get_user(self, user_id: int) -> Person | None:
        return person_signed_in(user_id)


def _address(request: HttpRequest | None) -> str:
    return str(request.META.get("REMOTE_ADDR", "")) if request is not None else ""


def _keys(address: str, username: str) -> dict[str, int]:
    keys = {_of_account(username): BY_ACCOUNT}
    if address:
        keys[f"sign-in:address:{tries.line(address)}"] = BY_ADDRESS
    return keys


def _of_account(username: str) -> str:
    return f"sign-in:account:{username[:40].lower()}"
