"""Who gets which page of the canteens: the clerk of the place, and whoever goes today's round, the team's `mate`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from touyan.kernel import clock
from touyan.programmes import acts
from touyan.programmes.models import Enrolment, Programme
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

#                                               visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
RESIDENTS = """
GET  /canteens/                                 200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /canteens/                                 405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /canteens/mine/                            302  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /canteens/mine/                            405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /canteens/mine/{elder}/{lunch}/book/       405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /canteens/mine/{elder}/{lunch}/book/       302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /canteens/rounds/{turn}/                   302  404  404  404  404  404  404  404  404  404  200  404  404  404  404  404
POST /canteens/rounds/{turn}/                   302  404  404  404  404  404  404  404  404  404  200  404  404  404  404  404
GET  /canteens/rounds/{turn}/{granny}/          405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /canteens/rounds/{turn}/{granny}/          302  404  404  404  404  404  404  404  404  404  200  404  404  404  404  404
POST /canteens/rounds/{turn}/{person}/          302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
"""
#                                               visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
CANTEENS = """
GET  /desk/canteens/                            302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/canteens/                            302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/canteens/?q=wxy                      302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
GET  /desk/canteens/elders/{elder}/             302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/canteens/elders/{elder}/             302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
GET  /desk/canteens/elders/{elder}/book/        302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/canteens/elders/{elder}/book/        302  404  404  404  404  404  404  404  404  404  404  404  404  422  404  404
GET  /desk/canteens/elders/{elder}/cancel/      302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/canteens/elders/{elder}/cancel/      302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /desk/canteens/elders/{elder}/cancel/?lunch 302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
GET  /desk/canteens/elders/{elder}/pause/       302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/canteens/elders/{elder}/pause/       302  404  404  404  404  404  404  404  404  404  404  404  404  422  404  404
GET  /desk/canteens/elders/{elder}/resume/      302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/canteens/elders/{elder}/resume/      302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
GET  /desk/canteens/elders/{elder}/correct/     302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/canteens/elders/{elder}/correct/     302  404  404  404  404  404  404  404  404  404  404  404  404  422  404  404
GET  /desk/canteens/elders/{elder}/standing/    302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/canteens/elders/{elder}/standing/    302  404  404  404  404  404  404  404  404  404  404  404  404  422  404  404
GET  /desk/canteens/{canteen}/menu/             302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/canteens/{canteen}/menu/             302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
GET  /desk/canteens/{canteen}/tariffs/          302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/canteens/{canteen}/tariffs/          302  404  404  404  404  404  404  404  404  404  404  404  404  422  404  404
GET  /desk/canteens/{canteen}/enrol/            302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/canteens/{canteen}/enrol/            302  404  404  404  404  404  404  404  404  404  404  404  404  422  404  404
GET  /desk/canteens/{canteen}/kitchen/          302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/canteens/{canteen}/kitchen/          302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/canteens/{canteen}/meals/            302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/canteens/{canteen}/meals/            302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
GET  /desk/canteens/{canteen}/meals/{lunch}/{granny}/served/ 302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/canteens/{canteen}/meals/{lunch}/{granny}/served/ 302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/canteens/{canteen}/meals/{lunch}/{granny}/nonsense/ 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/canteens/{canteen}/meals/{lunch}/{granny}/back/ 302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/canteens/{canteen}/meals/{lunch}/{granny}/back/ 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/canteens/{canteen}/rounds/           302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/canteens/{canteen}/rounds/           302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
GET  /desk/canteens/{canteen}/rounds/{lunch}/1/ 302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/canteens/{canteen}/rounds/{lunch}/1/ 302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/canteens/{canteen}/rounds/{lunch}/2/ 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/canteens/{canteen}/settlement/       302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
POST /desk/canteens/{canteen}/settlement/       302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/canteens/{canteen}/settlement/sheet/ 302  404  404  404  404  404  404  404  404  404  404  404  404  303  404  404
POST /desk/canteens/{canteen}/settlement/sheet/ 302  404  404  404  404  404  404  404  404  404  404  404  404  200  404  404
"""

BODIES = {
    "/desk/canteens/elders/{elder}/cancel/?lunch": {"session": "{lunch}", "reason": "住院了。"},
}


def lunch_at(
    baihua: Organisation,
    mate: Person,
    serving: Callable[..., Programme],
    eats: Callable[..., Enrolment],
) -> dict[str, Any]:
    """A meal that is being handed over now, and a grandmother to whom it is brought."""
    canteen = serving(baihua)
    starts_at = clock.now() - timedelta(minutes=30)
    lunch = acts.add_session(by=FOUNDER, programme=canteen, starts_at=starts_at).about
    granny = eats(
        canteen, "王秀英", "13955128876", "百花小区3栋", diet=["soft"], allergies=["peanut"]
    )
    acts.book(by=FOUNDER, session=lunch, person=granny.person, reason="现在。")
    turn = acts.name_carrier(by=FOUNDER, session=lunch, carrier=mate).made
    return {
        "canteen": canteen.pk, "lunch": lunch.pk, "elder": granny.pk, "granny": granny.person_id,
        "turn": turn.pk,
    }  # fmt: skip
