"""Whoever was named: a person or an organisation, from the nomination to the decision."""

from django.db import models
from django.db.models import F, Q

from touyan.selections.models.selection import Selection, paired
from touyan.selections.states import EVER_HONOURED, OF_PEOPLE, Award, CandidateState
from touyan.town.models import Organisation, Person

S = CandidateState
PAST_VETTING = [S.VETTED, S.REVIEWED, S.ON_NOTICE, *sorted(EVER_HONOURED)]


class Candidate(models.Model):
    """One person or one organisation, once in a selection."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    selection = models.ForeignKey(Selection, models.PROTECT, related_name="candidates")
    award = models.CharField(max_length=14, choices=Award)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """Who named them."""
    village = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=80, blank=True)
    """Of a speech, where they enter a contest."""
    words = models.TextField(max_length=2000, blank=True)
    """Why they were named."""
    lot = models.PositiveSmallIntegerField(null=True, blank=True)
    """The number drawn when judging began: their turn."""
    state = models.CharField(max_length=12, choices=CandidateState, default=S.NOMINATED)
    nominated_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    nominated_at = models.DateTimeField()
    vetted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    vetted_at = models.DateTimeField(null=True, blank=True)
    full_since = models.DateField(null=True, blank=True)
    """Since when they are a full member, as the vetter read it in the member's file."""
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    opinion = models.TextField(max_length=2000, blank=True)
    """What the review came to."""
    notice_until = models.DateTimeField(null=True, blank=True)
    """As of the selection, so that the database itself refuses a decision before."""
    open_objections = models.PositiveSmallIntegerField(default=0)
    upheld_objections = models.PositiveSmallIntegerField(default=0)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    """The same, as a day on the town's calendar."""
    reason = models.TextField(max_length=500, blank=True)
    """Why not, where they were not honoured: for the office alone."""
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    """In a contest, by the ranking at its end."""
    story = models.TextField(max_length=4000, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.TextField(max_length=500, blank=True)
    """Read by everybody where the honour stood."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="selections_person_xor_org",
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="selections_award_fits",
                condition=Q(award=Award.ORGANISATION, organisation__isnull=False)
                | (~Q(award=Award.ORGANISATION) & Q(person__isnull=False)),
            ),
            models.CheckConstraint(
                name="selections_award_known", condition=Q(award__in=Award.values)
            ),
            models.CheckConstraint(
                name="selections_candidate_state_known", condition=Q(state__in=S.values)
            ),
            models.UniqueConstraint(
                fields=["selection", "person"],
                name="selections_person_once",
                condition=Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["selection", "organisation"],
                name="selections_org_once",
                condition=Q(organisation__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["selection", "lot"],
                name="selections_lot_once",
                condition=Q(lot__isnull=False),
            ),
            models.CheckConstraint(
                name="selections_vetted_who_when", condition=paired("vetted_by", "vetted_at")
            ),
            models.CheckConstraint(
                name="selections_reviewed_who_when", condition=paired("reviewed_by", "reviewed_at")
            ),
            models.CheckConstraint(
                name="selections_decided_who_when", condition=paired("decided_by", "decided_at")
            ),
            models.CheckConstraint(
                name="selections_revoked_who_when", condition=paired("revoked_by", "revoked_at")
            ),
            models.CheckConstraint(
                name="selections_full_members_only",
                condition=~Q(award__in=sorted(OF_PEOPLE), state__in=PAST_VETTING)
                | Q(full_since__isnull=False, vetted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="selections_honoured_is_decided",
                condition=~Q(state__in=[*sorted(EVER_HONOURED), S.NOT_HONOURED])
                | Q(decided_at__isnull=False, decided_on__isnull=False),
            ),
            models.CheckConstraint(
                name="selections_none_while_notice_runs",
                condition=Q(decided_at__isnull=True)
                | Q(notice_until__isnull=True)
                | Q(decided_at__gt=F("notice_until")),
            ),
            models.CheckConstraint(
                name="selections_honoured_had_notice",
                condition=~Q(state__in=sorted(EVER_HONOURED))
                | Q(award=Award.ENTRY)
                | Q(notice_until__isnull=False),
            ),
            models.CheckConstraint(
                name="selections_none_while_objected",
                condition=Q(decided_at__isnull=True) | Q(open_objections=0),
            ),
            models.CheckConstraint(
                name="selections_none_against_upheld",
                condition=~Q(state__in=sorted(EVER_HONOURED)) | Q(upheld_objections=0),
            ),
            models.CheckConstraint(
                name="selections_revoked_with_reason",
                condition=~Q(state=S.REVOKED) | (Q(revoked_at__isnull=False) & ~Q(revoked_why="")),
            ),
        ]
        indexes = [
            models.Index(fields=["selection", "state", "id"], name="selections_cand_state"),
            models.Index(fields=["town", "decided_on", "id"], name="selections_cand_day"),
        ]

    def __str__(self) -> str:
        return f"{self.selection_id} {self.award} {self.person_id or self.organisation_id}"

    @property
    def town_code(self) -> str:
        return self.town.code

    @property
    def label(self) -> str:
        """The name, as a page shows it."""
        if self.organisation is not None:
            return self.organisation.label
        return self.person.name if self.person is not None else ""

    @property
    def names(self) -> set[str]:
        """However a page may have named them, in either language."""
        if self.organisation is not None:
            return {self.organisation.name, self.organisation.name_en} - {""}
        return {self.label}

    @property
    def marked(self) -> bool:
        """Whether the judge who looks has marked it: filled by the read for that judge."""
        return bool(self.__dict__.get("is_marked"))
