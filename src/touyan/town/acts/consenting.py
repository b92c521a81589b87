"""What people agree to, and take back."""

from django.utils.translation import gettext as _

from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.town.models import Consent, Organisation, Person
from touyan.town.rules import agrees_for, takes_consent
from touyan.town.states import CONSENT_VERSIONS, Purpose


@act()
def give_consent(
    *, by: Actor, subject: Person, purpose: str, given_by: Person | None = None
) -> Event[Consent]:
    """Agree to a purpose in today's wording: for oneself, or as guardian of a child.

    A clerk writes down what was agreed to on paper or by telephone, and by whom (`given_by`).
    """
    giver = given_by or by
    if not isinstance(giver, Person) or purpose not in Purpose.values:
        raise Refused(_("Say who agrees, and to what."), field="given_by")
    if why := takes_consent(subject, giver, by) or agrees_for(subject, giver):
        raise Refused(why, field="given_by")
    version = CONSENT_VERSIONS[purpose]
    same = Consent.objects.filter(subject=subject, purpose=purpose, version=version)
    if again := same.filter(withdrawn_at__isnull=True).first():
        return Event(again, by, repeated=True)
    consent = Consent.objects.create(
        town=_town(subject), subject=subject, purpose=purpose, version=version, given_by=giver,
        at=clock.now(),
    )  # fmt: skip
    data = {"purpose": purpose, "version": version, "subject": subject.pk, "given_by": giver.pk}
    return Event(consent, by, data, first=True)


@act()
def withdraw_consent(
    *, by: Actor, consent: Consent, told_by: Person | None = None
) -> Event[Consent]:
    """Take it back: from now on nobody may rest on it; what was done before stays lawful.

    A clerk writes down who said so on the telephone (`told_by`).
    """
    giver = told_by or by
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if consent.withdrawn_at is not None:
        return Event(consent, by, repeated=True)
    if (
        not isinstance(giver, Person)
        or agrees_for(consent.subject, giver)
        or takes_consent(consent.subject, giver, by)
    ):
        raise Refused(_("Only whoever could give it can take it back."))
    consent.withdrawn_at = clock.now()
    consent.save(update_fields=["withdrawn_at"])
    data = {"told_by": giver.pk, "set": {"withdrawn_at": consent.withdrawn_at}}
    return Event(consent, by, data)


def _town(subject: Person) -> Organisation:
    if subject.town is None:
        raise Refused(_("This person belongs to no town yet."), field="subject")
    return subject.town
