"""What the town itself holds about a person: who they are, what they may do, and what they agreed to."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from touyan.kernel import clock
from touyan.kernel.acts import about
from touyan.kernel.clock import CLOCK
from touyan.kernel.devices import device_in_words
from touyan.kernel.held import Column, Holding, Value
from touyan.kernel.models import Entry
from touyan.kernel.sealed import blinds
from touyan.town.models import (
    Authority,
    Consent,
    Erasure,
    Notice,
    OpenSession,
    Person,
    Role,
    SignIn,
)
from touyan.town.rules import FOUNDER, in_force
from touyan.town.states import OFFICE_ROLES, AuthorityKind, Purpose, RoleCode

TOLD = {
    "town.add_person": _("Made known"),
    "town.register": _("Made known"),
    "town.introduce": _("Made known"),
    "town.make_known": _("Made known"),
    "town.add_child": _("Made known"),
    "town.correct_person": _("Corrected"),
    "town.set_password": _("Given a new password"),
    "town.end_sessions": _("Signed out elsewhere"),
    "town.grant_role": _("Given a role"),
    "town.end_role": _("A role ended"),
    "figures.take_records": _("Took records of a figure out as a file"),
    "orders.take_list": _("Took a list of orders out as a file"),
    "town.take_copy": _("A copy of all this was taken"),
    "front.begin_second_factor": _("Codes by an app begun"),
    "front.add_second_factor": _("Codes by an app asked for"),
    "front.remove_second_factor": _("Codes by an app asked for no more"),
}
"""What the journal says of a person, in words."""


def _lives(person: Person) -> Value:
    return person.village.label if person.village else ""


def _about(row: Notice) -> Value:
    """The thing's number; a child that came or left has none that people say."""
    child = row.event.startswith("programmes.") and row.number.isdigit()
    return _("Your child") if child else row.number


def _is_to(row: Authority) -> Value:
    """May, or must not."""
    kind = AuthorityKind(row.kind).label
    return pgettext_lazy("an authority", "must not") if row.barred else kind


def _by(row: Entry) -> Value:
    """Who it was, as far as it is the person's to know: others are not named."""
    who, _as, _role = row.by.partition(" as ")
    if who == row.about:
        return pgettext_lazy("who did it", "You yourself")
    if who in {CLOCK.signed, FOUNDER.signed}:
        return pgettext_lazy("who did it", "The town by itself")
    return pgettext_lazy("who did it", "Somebody else")


def _roles_in_force(person: Person) -> QuerySet[Role]:
    return Role.in_force().filter(person=person)


def _guarded(person: Person) -> QuerySet[Authority]:
    """Children whom the town still knows as children, who have this guardian today, and whose page the
    guardian can open: nobody waits for what they cannot end."""
    today = clock.today()
    theirs = Q(holder=person)
    if person.phone:
        theirs |= Q(holder_phone_blind__in=blinds(person.phone, "phone"))
    bars = Authority.objects.filter(
        theirs, in_force(today), subject=OuterRef("subject"), barred=True
    )
    return Authority.objects.filter(
        in_force(today), ~Exists(bars), holder=person, kind=AuthorityKind.GUARDIAN, barred=False,
        subject__is_active=True, subject__child_until__gt=today,
    )  # fmt: skip


def _held_office(person: Person) -> bool:
    return Role.objects.filter(person=person, role__in=OFFICE_ROLES).exists()


PERSON = Holding(
    "person",
    _("Who you are"),
    _("So that the town knows whom it serves. Kept until you ask for erasure."),
    lambda person: Person.objects.filter(pk=person.pk).select_related("village"),
    (
        Column("name", _("Name"), lambda row: row.name),
        Column("login", _("Login"), lambda row: row.login or ""),
        Column("phone", _("Telephone"), lambda row: row.phone),
        Column("village", _("Village or community"), _lives),
        Column("since", _("Known since"), lambda row: row.joined_at),
        Column("child_until", _("Turns fourteen in"), lambda row: row.child_until),
    ),
    _("Erased last, when nothing else has to wait: the account, the number and the name."),
)
ROLES = Holding(
    "roles",
    _("Roles"),
    _(
        "What you may do for the town, and since when. Kept, so that what was done in a role stays explained."
    ),
    lambda person: Role.objects.filter(person=person).select_related("organisation"),
    (
        Column("role", _("Role"), lambda row: RoleCode(row.role).label),
        Column("organisation", _("Where"), lambda row: row.organisation.label),
        Column("from", _("From"), lambda row: row.starts_on),
        Column("until", _("Until"), lambda row: row.ends_on),
    ),
    _("Stays as a number. Whoever held an office stays named in what they did."),
    waits=_roles_in_force,
    waits_why=_("You have a role in the town. Ask the office to end it; then the rest is erased."),
    keeps_name=_held_office,
)
FOR_OTHERS = Holding(
    "for_others",
    _("For whom you may act"),
    _(
        "Whose guardian you are, for whom you may book, whom you may collect. Kept with that person."
    ),
    lambda person: Authority.objects.filter(holder=person).select_related("subject"),
    (
        Column("whom", _("Whom it concerns"), lambda row: row.subject.name),
        Column("what", _("What"), _is_to),
        Column("from", _("From"), lambda row: row.valid_from),
        Column("until", _("Until"), lambda row: row.valid_until),
        Column("ended", _("Withdrawn on"), lambda row: row.revoked_at),
    ),
    _(
        "Ends, and stays as a number. Where you must not collect a child, its record keeps your name and number for as long."
    ),
    waits=_guarded,
    waits_why=_(
        "You are the guardian of a child that the town knows. Ask for the child's erasure first."
    ),
)
BY_OTHERS = Holding(
    "by_others",
    _("Who may act for you"),
    _("Guardians, whoever books, whoever collects a child, and who must not. Kept with you."),
    lambda person: Authority.objects.filter(subject=person).select_related("holder"),
    (
        Column("who", _("Who"), lambda row: row.name),
        Column("what", _("What"), _is_to),
        Column("from", _("From"), lambda row: row.valid_from),
        Column("until", _("Until"), lambda row: row.valid_until),
        Column("ended", _("Withdrawn on"), lambda row: row.revoked_at),
    ),
    _("Ends. Names and numbers of people without an account are erased."),
)
CONSENTS = Holding(
    "consents",
    _("What was agreed to"),
    _("To which wording, when, by whom. Kept as the proof that what rests on it was lawful."),
    lambda person: Consent.objects.filter(Q(subject=person) | Q(given_by=person)).select_related(
        "subject", "given_by"
    ),
    (
        Column("purpose", _("What for"), lambda row: Purpose(row.purpose).label),
        Column("subject", _("Whom it concerns"), lambda row: row.subject.name),
        Column("version", _("Wording"), lambda row: row.version),
        Column("given_by", _("Agreed to by"), lambda row: row.given_by.name),
        Column("at", _("When"), lambda row: row.at),
        Column("withdrawn", _("Withdrawn on"), lambda row: row.withdrawn_at),
    ),
    _("Stays as a number without a name: it is the proof."),
)
NOTICES = Holding(
    "notices",
    _("What you were told"),
    _("Notices on your own pages."),
    lambda person: Notice.objects.filter(person=person, organisation__isnull=True),
    (
        Column("about", _("What about"), _about),
        Column("at", _("When"), lambda row: row.at),
        Column("seen", _("Seen"), lambda row: row.seen_at),
    ),
    _("Erased with the account."),
)
SESSIONS = Holding(
    "sessions",
    _("Where you are signed in"),
    _("So that you can end it from elsewhere. Two weeks at most."),
    lambda person: OpenSession.objects.filter(person=person),
    (
        Column("device", _("Device"), lambda row: device_in_words(row.device)),
        Column("since", _("Signed in since"), lambda row: row.began_at),
        Column("used", _("Last used"), lambda row: row.used_at),
    ),
    _("Ended."),
)
SIGN_INS = Holding(
    "sign_ins",
    _("When you signed in"),
    _("So that you see when somebody else tried. Kept for half a year, as the law asks."),
    lambda person: SignIn.objects.filter(person=person),
    (
        Column("at", _("When"), lambda row: row.at),
        Column("outcome", _("What"), lambda row: row.get_outcome_display()),
        Column("way", _("By what"), lambda row: row.get_way_display()),
        Column("network", _("From which part of the net"), lambda row: row.network),
    ),
    _("Erased with the account."),
)
JOURNAL = Holding(
    "journal",
    _("What the journal says of you"),
    _("What happened, by whom, when. It is never changed, so that everything can be checked."),
    lambda person: Entry.objects.filter(about=about(person)),
    (
        Column("what", _("What"), lambda row: TOLD.get(row.name, _("Something else"))),
        Column("name", _("Name"), lambda row: row.data.get("name", "")),
        Column("by", _("By whom"), _by),
        Column("at", _("When"), lambda row: row.at),
    ),
    _("Names and words in it are erased; that something happened, and when, stays."),
)
ERASURES = Holding(
    "erasures",
    _("Erasures asked for"),
    _("Kept as the proof that it was done."),
    lambda person: Erasure.objects.filter(subject=person),
    (
        Column("asked", _("Asked"), lambda row: row.asked_at),
        Column("due", _("Begins"), lambda row: row.due_at),
        Column("cancelled", _("Thought again"), lambda row: row.cancelled_at),
        Column("done", _("Done"), lambda row: row.done_at),
    ),
    _("Stays as a number."),
)
ALL = (
    PERSON,
    ROLES,
    FOR_OTHERS,
    BY_OTHERS,
    CONSENTS,
    NOTICES,
    SESSIONS,
    SIGN_INS,
    JOURNAL,
    ERASURES,
)
