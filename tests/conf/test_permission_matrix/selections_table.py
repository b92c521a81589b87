"""Who gets which page of selections: everybody the roll and contests, judges their ballots, the office the rest."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import Image

from tests.kernel.pictures import RED, saved
from touyan.kernel import clock, evidence
from touyan.selections import acts
from touyan.selections.models import Selection
from touyan.town.acts import add_person, grant_role
from touyan.town.models import Organisation, Person
from touyan.town.rules import FOUNDER

#                                                    visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
READERS = """
GET  /honours/                                       200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /honours/                                       405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/{commendation}/                        200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /honours/{commendation}/                        405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/{draft_selection}/                     404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /honours/{draft_selection}/                     405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/stories/{honoured}/                    200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /honours/stories/{honoured}/                    405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/stories/{candidate}/                   404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /honours/stories/{candidate}/                   405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/stories/{honoured}/pictures/{story_picture}/ 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
POST /honours/stories/{honoured}/pictures/{story_picture}/ 405 405 405 405 405 405 405 405 405 405 405 405 405 405 405 405
GET  /honours/stories/{honoured}/pictures/0/         404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /honours/stories/{candidate}/pictures/{story_picture}/ 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
GET  /honours/names/{candidate}/object/              200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /honours/names/{candidate}/object/              422  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
GET  /honours/names/{honoured}/object/               404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /honours/names/{honoured}/object/               404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /honours/objections/{objection_receipt}/        200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /honours/objections/{objection_receipt}/        405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/objections/nobodysreceipt22/           404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /honours/objections/nobodysreceipt22/           405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/{contest}/screen/                      200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /honours/{contest}/screen/                      405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/{commendation}/screen/                 404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /honours/{commendation}/screen/                 405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/{contest}/sheet/                       404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /honours/{contest}/sheet/                       405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/{shown_contest}/sheet/                 200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /honours/{shown_contest}/sheet/                 405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/{contest}/sheet.xlsx                   404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /honours/{contest}/sheet.xlsx                   405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/{shown_contest}/sheet.xlsx             200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /honours/{shown_contest}/sheet.xlsx             405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/{shown_contest}/sheet.csv              200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /honours/{shown_contest}/sheet.csv              405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/{shown_contest}/sheet.exe              404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /honours/{shown_contest}/sheet.exe              405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/judging/                               302  404  200  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /honours/judging/                               405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /honours/judging/seen/                          405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /honours/judging/seen/                          302  404  303  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /honours/judging/{entry}/                       302  404  200  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /honours/judging/{entry}/                       302  404  422  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /honours/judging/{recused}/                     302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /honours/judging/{recused}/                     302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /honours/judging/{entry}/recuse/                405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /honours/judging/{entry}/recuse/                302  404  303  404  404  404  404  404  404  404  404  404  404  404  404  404
"""

OFFICE = """
GET  /desk/selections/                               302  404  404  200  200  200  200  200  200  404  404  200  404  404  404  404
POST /desk/selections/                               302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/selections/new/                           302  404  404  404  404  200  200  404  404  404  404  404  404  404  404  404
POST /desk/selections/new/                           302  404  404  404  404  422  422  404  404  404  404  404  404  404  404  404
GET  /desk/selections/{commendation}/                302  404  404  200  200  200  404  200  200  404  404  200  404  404  404  404
POST /desk/selections/{commendation}/                302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/selections/{draft_selection}/edit/        302  404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
POST /desk/selections/{draft_selection}/edit/        302  404  404  404  404  422  404  404  404  404  404  404  404  404  404  404
GET  /desk/selections/{commendation}/edit/           302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /desk/selections/{commendation}/edit/           302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/selections/{commendation}/nominate/       302  404  404  200  200  200  404  200  200  404  404  404  404  404  404  404
POST /desk/selections/{commendation}/nominate/       302  404  404  422  422  422  404  422  422  404  404  404  404  404  404  404
GET  /desk/selections/{contest}/judges/              302  404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
POST /desk/selections/{contest}/judges/              302  404  404  404  404  422  404  404  404  404  404  404  404  404  404  404
GET  /desk/selections/{commendation}/judges/         302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /desk/selections/{commendation}/judges/         302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/selections/{shown_contest}/tour/          302  404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
POST /desk/selections/{shown_contest}/tour/          302  404  404  404  404  422  404  404  404  404  404  404  404  404  404  404
GET  /desk/selections/{commendation}/bulk/           302  404  404  303  303  303  404  303  303  404  404  303  404  404  404  404
POST /desk/selections/{commendation}/bulk/           302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/selections/{commendation}/export/         302  404  404  303  303  303  404  303  303  404  404  303  404  404  404  404
POST /desk/selections/{commendation}/export/         302  404  404  200  200  200  404  200  200  404  404  200  404  404  404  404
GET  /desk/selections/{commendation}/conclude/       302  404  404  303  303  303  404  303  303  404  404  303  404  404  404  404
POST /desk/selections/{commendation}/conclude/       302  404  404  409  409  409  404  409  409  404  404  409  404  404  404  404
GET  /desk/selections/{commendation}/nonsense/       302  404  404  303  303  303  404  303  303  404  404  303  404  404  404  404
POST /desk/selections/{commendation}/nonsense/       302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/selections/candidates/{candidate}/        302  404  404  200  404  200  404  404  404  404  404  200  404  404  404  404
POST /desk/selections/candidates/{candidate}/        302  404  404  405  405  405  405  405  405  404  404  405  404  404  404  404
GET  /desk/selections/candidates/{candidate}/honour/ 302  404  404  303  404  303  404  404  404  404  404  303  404  404  404  404
POST /desk/selections/candidates/{candidate}/honour/ 302  404  404  409  404  409  404  404  404  404  404  409  404  404  404  404
GET  /desk/selections/candidates/{candidate}/revoke/ 302  404  404  303  404  303  404  404  404  404  404  303  404  404  404  404
POST /desk/selections/candidates/{candidate}/revoke/ 302  404  404  422  404  422  404  404  404  404  404  422  404  404  404  404
GET  /desk/selections/candidates/{candidate}/nonsense/ 302  404  404  303  404  303  404  404  404  404  404  303  404  404  404  404
POST /desk/selections/candidates/{candidate}/nonsense/ 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/selections/candidates/{honoured}/pictures/ 302 404  404  404  404  200  404  404  404  404  404  404  404  404  404  404
POST /desk/selections/candidates/{honoured}/pictures/ 302 404  404  404  404  422  404  404  404  404  404  404  404  404  404  404
GET  /desk/selections/candidates/{candidate}/pictures/ 302 404 404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /desk/selections/candidates/{candidate}/pictures/ 302 404 404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/selections/candidates/{honoured}/pictures/{story_picture}/down/ 302 404 404 404 404 303 404 404 404 404 404 404 404 404 404 404
POST /desk/selections/candidates/{honoured}/pictures/{story_picture}/down/ 302 404 404 404 404 303 404 404 404 404 404 404 404 404 404 404
GET  /desk/selections/objections/{objection}/        302  404  404  404  404  200  404  404  404  404  404  200  404  404  404  404
POST /desk/selections/objections/{objection}/        302  404  404  404  404  200  404  404  404  404  404  200  404  404  404  404
GET  /desk/selections/objections/{objection}/answer/ 302  404  404  404  404  303  404  404  404  404  404  303  404  404  404  404
POST /desk/selections/objections/{objection}/answer/ 302  404  404  404  404  422  404  404  404  404  404  422  404  404  404  404
"""


def selections_at(
    branch: Organisation, town: Organisation, secretary: Person, dispatcher: Person, leader: Person,
    judge: Person, member: Person,
) -> dict[str, int | str]:  # fmt: skip
    """One on notice with an objection, one decided, a draft, a contest being judged, and one revealed."""
    grant_role(
        by=FOUNDER, person=member, organisation=branch, role="member", starts_on=date(2020, 1, 1)
    )
    now = clock.now()
    with clock.at(now - timedelta(days=90)):
        before = _commended(branch, town, secretary, dispatcher)
    with clock.at(now - timedelta(days=30)):
        acts.honour(by=leader, candidate=before)
        photo = evidence.reencoded(BytesIO(saved(Image.new("RGB", (64, 48), RED), "JPEG")))
        evidence.keep(photo, owner=evidence.draft("told"), by=dispatcher.signed, town_code="")
        acts.add_picture(by=dispatcher, candidate=before, words="堤上", photos="told")
    with clock.at(now - timedelta(days=1)):
        noticed = _commended(branch, town, secretary, dispatcher, member)
        objection = acts.object_to(
            by=acts.OBJECTOR, candidate=noticed, name="密姓", phone="13900009999", words="密言"
        ).about
    draft = _kept(town, kind="commendation", quota_people=1)
    contest, entries = _contest(town, dispatcher, judge)
    shown, _entries = _contest(town, dispatcher, judge, ended=True)
    return {
        "commendation": noticed.selection_id, "candidate": noticed.pk, "honoured": before.pk,
        "objection": objection.pk, "objection_receipt": objection.receipt, "draft_selection": draft.pk, "contest": contest.pk,
        "story_picture": before.pictures.get().pk, "entry": entries[0].pk, "recused": entries[1].pk, "shown_contest": shown.pk,
    }  # fmt: skip


def _kept(town: Organisation, **said: Any) -> Selection:
    today = clock.now().date()
    return acts.keep_selection(
        by=FOUNDER, host=town, name="评选", closes_on=today + timedelta(days=2),
        held_on=today + timedelta(days=9), **said,
    ).about  # fmt: skip


def _commended(
    branch: Organisation, town: Organisation, secretary: Person, dispatcher: Person,
    member: Person | None = None,
) -> Any:  # fmt: skip
    kept = _kept(town, kind="commendation", quota_people=1, quota_organisations=1)
    acts.open_selection(by=FOUNDER, selection=kept)
    award = "member" if member else "organisation"
    named = acts.nominate(
        by=secretary, selection=kept, award=award, unit=branch, person=member, words="密荐"
    ).about
    acts.vet(by=dispatcher, candidate=named, full_since=date(2015, 7, 1))
    acts.review(by=dispatcher, selection=kept)
    acts.pass_review(by=dispatcher, candidate=named, opinion="密议")
    acts.publish(by=dispatcher, selection=kept)
    return kept.candidates.select_related("selection").get()


def _contest(
    town: Organisation, dispatcher: Person, judge: Person, *, ended: bool = False
) -> tuple[Selection, list[Any]]:
    kept = _kept(town, kind="contest", quota_people=1)
    acts.open_selection(by=FOUNDER, selection=kept)
    others = [_somebody(town, f"评委{n}") for n in range(3)]
    for other in others:
        grant_role(
            by=FOUNDER, person=other, organisation=town, role="judge", starts_on=date(2020, 1, 1)
        )
    jurors = [
        acts.invite_judge(by=dispatcher, selection=kept, person=one).made
        for one in (judge, *others)
    ]
    for n in range(2):
        person = _somebody(town, f"选手{n}")
        grant_role(
            by=FOUNDER,
            person=person,
            organisation=town,
            role="volunteer",
            starts_on=date(2020, 1, 1),
        )
        acts.nominate(by=dispatcher, selection=kept, award="entry", unit=town, person=person)
    acts.judge(by=dispatcher, selection=kept)
    entries = list(kept.candidates.order_by("lot"))
    acts.recuse(by=judge, candidate=entries[1], juror=jurors[0])
    if ended:
        for entry in entries:
            for juror in jurors if entry == entries[0] else jurors[1:]:
                acts.give_ballot(
                    by=juror.person, candidate=entry, juror=juror, mark=Decimal("9.00")
                )
        for name in ("lock", "reveal"):
            acts.MOVES[name](by=dispatcher, selection=kept)
    return kept, entries


def _somebody(town: Organisation, name: str) -> Person:
    return add_person(by=FOUNDER, town=town, name=name).about
