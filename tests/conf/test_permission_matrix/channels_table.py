"""Who gets which page of messages: each their own choices, administrators what did not arrive and who is told."""

from tests.channels.moments import NIGHT
from touyan.channels.acts import add_webhook, ask_for_mail, choose_mail
from touyan.channels.mail.letter import STOP_SALT, token_for
from touyan.channels.models import Delivery
from touyan.channels.states import Channel, State
from touyan.kernel import clock
from touyan.orders.models import Requester
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

#                                                 visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
CHOICES = """
GET  /account/notices/                             302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /account/notices/                             302  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
GET  /account/notices/sms/                         302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /account/notices/sms/                         302  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
GET  /account/notices/sms/code/                    302  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
POST /account/notices/sms/code/                    302  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
GET  /s/n                                          303  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
POST /s/n                                          405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /account/notices/mail/{mail_token}/           302  200  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /account/notices/mail/{mail_token}/           302  303  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /orders/r/{receipt}/messages/                 200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /orders/r/{receipt}/messages/                 404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /orders/r/{receipt}/messages/code/            405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /orders/r/{receipt}/messages/code/            404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /orders/r/{receipt}/messages/stop/            405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /orders/r/{receipt}/messages/stop/            404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /orders/messages/{guest_token}/               200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /orders/messages/{guest_token}/               200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /orders/messages/{stop_token}/stop/           200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /orders/messages/{stop_token}/stop/           200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /orders/messages/made-up/                     404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /orders/messages/made-up/stop/                404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
"""

KEEPERS = """
GET  /desk/town/messages/                          302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  200
POST /desk/town/messages/                          302  404  404  404  404  404  404  404  404  404  404  404  404  404  405  405
GET  /desk/town/messages/{delivery}/resend/        302  404  404  404  404  404  404  404  404  404  404  404  404  404  303  303
POST /desk/town/messages/{delivery}/resend/        302  404  404  404  404  404  404  404  404  404  404  404  404  404  303  404
GET  /desk/town/webhooks/                          302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  200
POST /desk/town/webhooks/                          302  404  404  404  404  404  404  404  404  404  404  404  404  404  422  422
GET  /desk/town/webhooks/{hook}/                   302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  404
POST /desk/town/webhooks/{hook}/                   302  404  404  404  404  404  404  404  404  404  404  404  404  404  405  405
GET  /desk/town/webhooks/{hook}/stop/              302  404  404  404  404  404  404  404  404  404  404  404  404  404  303  404
POST /desk/town/webhooks/{hook}/stop/              302  404  404  404  404  404  404  404  404  404  404  404  404  404  303  404
"""

PAPERS = """
GET  /orders/r/{receipt}/slip.pdf                  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /orders/r/{receipt}/slip.pdf                  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /orders/r/guessedguessed22/slip.pdf           404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/orders/board.pdf                        302  404  404  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /desk/orders/board.pdf                        302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/programmes/sessions/{session}/roster.pdf 302  404  404  303  404  303  404  404  404  404  404  303  303  303  404  404
POST /desk/programmes/sessions/{session}/roster.pdf 302  404  404  200  404  200  404  404  404  404  404  404  200  200  404  404
POST /desk/programmes/sessions/{class}/roster.pdf  302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
"""


def messages_at(
    town: Organisation | None, resident: Person | None, guest: Requester
) -> dict[str, object]:
    """A resident who has just entered an address, a message that did not arrive, a system that listens."""
    assert town is not None
    assert resident is not None
    choice = choose_mail(
        by=resident, address="zhou@example.cn", on=True, grouped=True, **NIGHT
    ).about
    now = clock.now()
    Delivery.objects.bulk_create(
        [
            Delivery(
                town=town, key="dead", channel=Channel.MAIL, person=resident, event="orders.accept",
                about="order:1", at=now, next_at=now, state=State.DEAD, ended_at=now, attempts=8,
            )
        ]
    )  # fmt: skip
    theirs = ask_for_mail(by=guest, address="guest@example.cn").about
    hook = add_webhook(
        by=FOUNDER, organisation=town, name="县热线", url="https://example.cn/"
    ).about
    return {
        "mail_token": token_for(choice),
        "guest_token": token_for(theirs),
        "stop_token": token_for(theirs, STOP_SALT),
        "delivery": Delivery.objects.get(key="dead").pk,
        "hook": hook.pk,
    }
