"""May this be done to the town, by this person? None, or the reason that the person is shown."""

from collections.abc import Iterable
from datetime import date
from hmac import compare_digest
from unicodedata import normalize

from django.db.models import Q
from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor
from touyan.kernel.refused import Refused
from touyan.town.models import Authority, Consent, Organisation, Person, Place
from touyan.town.states import (
    CONSENT_VERSIONS,
    OFFICE_ROLES,
    AuthorityKind,
    OrganisationKind,
    RoleCode,
)


class Founder:
    """Whoever sets the installation up from its own command line."""

    signed = "founder"


FOUNDER = Founder()


def administers(organisation: Organisation | None, by: Actor) -> str | None:
    if isinstance(by, Founder):
        return None
    path = organisation.path if organisation else ""
    if isinstance(by, Person) and path and by.holds(RoleCode.ADMIN, path):
        return None
    return _("Only an administrator of this organisation can do this.")


def may_put_place(village: Organisation, by: Actor) -> str | None:
    """An administrator, or the town's office: it opens what was built."""
    if isinstance(by, Person) and by.works_in(village.path, RoleCode.DISPATCHER):
        return None
    return administers(village, by)


def must_administer(organisation: Organisation | None, by: Actor) -> None:
    if why := administers(organisation, by):
        raise Refused(why)


def must_stay(organisation: Organisation) -> str | None:
    """The last town and what it stands in: without them no page has anything to show."""
    towns = Organisation.objects.filter(kind=OrganisationKind.TOWN, ended_on__isnull=True)
    others = towns.exclude(path__startswith=organisation.path)
    if (
        organisation.kind in {OrganisationKind.COUNTY, OrganisationKind.TOWN}
        and not others.exists()
    ):
        return _("There is no other town here: this one has to stay.")
    return None


def stands_in(person: Person, organisation: Organisation) -> bool:
    """Whether the person has a role on the organisation, or on the village whose branch it is.

    Members and volunteers belong to a branch without hearing what its office hears.
    """
    here = {organisation.pk}
    if organisation.kind == OrganisationKind.BRANCH and organisation.parent_id is not None:
        here.add(organisation.parent_id)
    return any(
        role.organisation_id in here and role.role not in {RoleCode.MEMBER, RoleCode.VOLUNTEER}
        for role in person.roles_today
    )


def works_here(person: Person, organisation: Organisation) -> bool:
    """Whether the person has a role of work on this organisation, or on the village whose branch it is."""
    return any(
        organisation.pk in {role.organisation_id, *role.works_at} and role.role in OFFICE_ROLES
        for role in person.roles_today
    )


def fits_place(place: Place) -> tuple[str, str] | None:
    """What is wrong with what is said of a place, and in which field; None where nothing is."""
    spaces, accessible = place.spaces, place.accessible_spaces
    if (spaces or 0) < 0:
        return "spaces", _("There cannot be fewer than no spaces.")
    if (accessible or 0) < 0:
        return "accessible_spaces", _("There cannot be fewer than no spaces.")
    if accessible is not None and (spaces is None or accessible > spaces):
        return "accessible_spaces", _("More accessible spaces than spaces.")
    if (place.latitude is None) != (place.longitude is None):
        return "latitude", _("Give both, latitude and longitude, or neither.")
    if place.opened_on and place.closed_on and place.closed_on < place.opened_on:
        return "closed_on", _("It cannot close before it opened.")
    return None


# Who may act for whom --------------------------------------------------------------------------


def registers(subject: Person, by: Actor) -> bool:
    """Whether somebody keeps the register of the place where the person lives, or of the town."""
    home = subject.village or subject.town
    return isinstance(by, Founder) or (home is not None and keeps_register(home, by))


def keeps_register(place: Organisation, by: Actor) -> bool:
    """Whether somebody writes down who lives in this place."""
    if isinstance(by, Founder):
        return True
    return isinstance(by, Person) and by.works_in(place.path, RoleCode.ADMIN, RoleCode.CLERK)


def is_live(authority: Authority, day: date | None = None) -> bool:
    """Whether it lets somebody do something on that day; a bar never does."""
    day = day or clock.today()
    if authority.barred or authority.revoked_at is not None or day < authority.valid_from:
        return False
    return authority.valid_until is None or day <= authority.valid_until


def acts_for(person: Person, subject: Person, *kinds: str) -> bool:
    """Whether the person holds one of these authorities for the subject today."""
    rows = Authority.objects.filter(
        subject=subject, holder=person, kind__in=kinds, revoked_at__isnull=True
    ).select_related("holder")
    return any(is_live(row) and not is_barred(row) for row in rows)


def guards(person: Person, subject: Person) -> bool:
    return acts_for(person, subject, AuthorityKind.GUARDIAN)


def grants_for(subject: Person, kind: str, by: Actor) -> str | None:
    """Guardians are named by the office. A child's other authorities are its guardian's to grant,
    an adult's their own, or the clerk's who heard them say so."""
    if kind == AuthorityKind.GUARDIAN:
        if registers(subject, by):
            return None
        return _("Only the office that keeps the register can name a guardian.")
    if isinstance(by, Person) and guards(by, subject):
        return None
    if subject.is_child or kind == AuthorityKind.COLLECT:
        return _("Only a guardian of the child can do this.")
    if by == subject or registers(subject, by):
        return None
    return _("Only the person themselves, or the clerk whom they told, can do this.")


def bars_for(authority: Authority, by: Actor) -> str | None:
    """Guardians say who must not collect, and so does the office. That a guardian must not, only the
    office can say, who has seen the court's paper: else one parent could shut the other out."""
    subject = authority.subject
    if registers(subject, by):
        return None
    if not (isinstance(by, Person) and guards(by, subject)):
        return _("Only a guardian of the child can do this.")
    named = Authority.objects.filter(
        subject=subject, kind=AuthorityKind.GUARDIAN, barred=False, revoked_at__isnull=True
    ).select_related("holder")
    if any(same_person(row, authority) for row in named):
        return _("This is a guardian. Only the office can bar them, with the court's decision.")
    return None


def may_collect(
    authority: Authority, subject: Person, *, code: str = "", known: bool = False
) -> str | None:
    """Whether this child may go with this person now. Barred beats granted; whoever comes for the first
    time brings the code of today, whoever staff have let collect before may be known by face."""
    if authority.subject_id != subject.pk or authority.kind == AuthorityKind.BOOK:
        return _("This authority is not for collecting this child.")
    if not is_live(authority):
        return _("This person may not collect the child today.")
    if is_barred(authority):
        return _(
            "This person must not collect the child. Keep the child here and call the guardian."
        )
    return _lacks_proof(authority, code, known=known)


def _lacks_proof(authority: Authority, code: str, *, known: bool) -> str | None:
    if _code_fits(authority, code):
        return None
    if code:
        return _("The code is not right. Ask the guardian.")
    if known and (authority.kind == AuthorityKind.GUARDIAN or authority.last_used_at is not None):
        return None
    return _("Ask for the six-digit code: this person has not collected the child before.")


def _code_fits(authority: Authority, code: str) -> bool:
    if not code or not authority.code or authority.code_until is None:
        return False
    return clock.now() <= authority.code_until and compare_digest(authority.code, code.strip())


def in_force(day: date | None = None) -> Q:
    """Authorities that hold on a day, bars among them."""
    day = day or clock.today()
    open_ended = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    return open_ended & Q(revoked_at__isnull=True, valid_from__lte=day)


def is_barred(authority: Authority) -> bool:
    """By account, by number or by name: a bar is about a person, however they were written down."""
    bars = Authority.objects.filter(in_force(), subject=authority.subject_id, barred=True)
    return any(same_person(row, authority) for row in bars.select_related("holder"))


def same_person(a: Authority, b: Authority) -> bool:
    if a.holder_id is not None and a.holder_id == b.holder_id:
        return True
    # The numbers themselves: while a secret is changed, digests by the old one and the new one differ.
    if _digits(a.phone) and _digits(a.phone) == _digits(b.phone):
        return True
    return same_name(a.name, b.name)


def same_name(a: str, b: str) -> bool:
    """However they are written: 王　芳 with the wide space of a Chinese keyboard is 王芳."""
    return in_one_form(a) == in_one_form(b) != ""


def in_one_form(name: str) -> str:
    """Its letters and digits alone, in one width and one case."""
    return "".join(c for c in normalize("NFKC", name).casefold() if c.isalnum())


def _digits(phone: str) -> str:
    """Without what only some people write before it and within it."""
    return "".join(c for c in normalize("NFKC", phone) if c.isdigit())[-11:]


def barred_from(person: Person) -> set[int]:
    """Those for whom they hold, or held, an authority and from whom they are kept today."""
    mine = Authority.objects.filter(holder=person).select_related("holder")
    return {row.subject_id for row in mine if is_barred(row)}


def speaks_for(person: Person, by: Actor) -> bool:
    """Whether somebody says for themselves, or as a child's guardian, what is held about a person."""
    return isinstance(by, Person) and agrees_for(person, by) is None


def corrects(person: Person, by: Actor) -> str | None:
    """Whether somebody may say anew what a person is called and how they are reached: they themselves, a
    child's guardian, and the office that keeps the register and heard them say so."""
    if speaks_for(person, by):
        return None
    if not registers(person, by):
        return _("Only the office that keeps the register can do this.")
    if person.roles_today and administers(person.village or person.town, by):
        return _("They have a role in the town: only an administrator can correct this.")
    return None


def may_be_called(person: Person, by: Actor) -> str | None:
    """Whether somebody may say anew what a person is called. Who works for the town is called what the
    office wrote down: people and papers know them by that name."""
    if not speaks_for(person, by) or not person.roles_today:
        return None
    return _("You have a role in the town: please ask the office to correct your name.")


# What was agreed to ----------------------------------------------------------------------------


def agrees_for(subject: Person, giver: Person) -> str | None:
    """For a child under fourteen a guardian agrees; everybody else for themselves."""
    if subject.is_child:
        return None if guards(giver, subject) else _("Only a guardian can agree for a child.")
    return None if giver.pk == subject.pk else _("People agree for themselves.")


def takes_consent(subject: Person, giver: Person, by: Actor) -> str | None:
    """Whoever agrees says so themselves, or to whoever keeps the register."""
    if by == giver or registers(subject, by):
        return None
    return _("Only the person themselves, or the clerk whom they told, can do this.")


def consented(subject: Person, purpose: str) -> bool:
    """Whether today's wording was agreed to and not taken back."""
    return lacking_consent([subject], purpose) == []


def lacking_consent(people: Iterable[Person], purpose: str) -> list[Person]:
    """Those who have not agreed to a purpose, in one statement."""
    wanted = list(people)
    given = set(
        Consent.objects.filter(
            subject__in=wanted, purpose=purpose, version=CONSENT_VERSIONS[purpose],
            withdrawn_at__isnull=True,
        ).values_list("subject", flat=True)
    )  # fmt: skip
    return [person for person in wanted if person.pk not in given]
