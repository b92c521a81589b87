"""Mail: one plain message, by the server that TOUYAN_EMAIL_URL names."""

import contextlib
import smtplib
import ssl
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from touyan.channels.mail.letter import letter
from touyan.channels.models import Delivery
from touyan.channels.reads import wanted_still
from touyan.channels.states import NotSent

PER_CONNECTION = 50
"""Many servers end a connection after a hundred messages; where one ends it in between, nobody knows what it took."""
NO_SUCH = _("The mail server says that there is no such address.")
REFUSED = _("The mail server refused the message.")


class Mail:
    """Sends for as long as one turn of the worker lasts, over one connection."""

    def __init__(self) -> None:
        self._line: Any = None
        self._sent = 0

    def send(self, delivery: Delivery, parts: Sequence[Delivery]) -> None:
        """NotSent where it did not get there, Unwanted where nobody waits for it."""
        self._post(letter(delivery, parts, wanted_still(delivery)))

    def close(self) -> None:
        if self._line is not None:
            # What was taken is taken, however the goodbye goes.
            with contextlib.suppress(OSError):
                self._line.close()
        self._line, self._sent = None, 0

    def _post(self, message: EmailMessage) -> None:
        if self._sent >= PER_CONNECTION:
            self.close()
        try:
            if self._line is None:
                self._line = get_connection()
                self._line.open()
            self._line.send_messages([message])
        except OSError as error:
            self.close()
            raise _why(error) from error
        self._sent += 1


def _why(error: OSError) -> NotSent:
    """What a failure means; never the server's own words, which repeat the address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        final = any(code >= 500 for code, _words in error.recipients.values())
        return NotSent(NO_SUCH if final else REFUSED, for_good=final)
    if isinstance(error, smtplib.SMTPDataError):
        return NotSent(REFUSED, for_good=error.smtp_code >= 500)
    return NotSent(next(why for kind, why in WHY if isinstance(error, kind)), rest=True)


WHY: tuple[tuple[type[OSError], str | Promise], ...] = (
    (smtplib.SMTPAuthenticationError, _("The mail server does not accept the name and password.")),
    (smtplib.SMTPNotSupportedError, _("The mail server offers no encryption.")),
    (smtplib.SMTPResponseException, REFUSED),
    (ssl.SSLError, _("The mail server's certificate is not right.")),
    (OSError, _("The mail server cannot be reached.")),
)
"""The first that fits; all of them are about the server, which is then left alone for a while."""
