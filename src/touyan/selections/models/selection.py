"""A commendation or a contest: what is sought, how many, by which rules, and when."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from touyan.selections.states import MARK_MOST, NOTICE_LEAST, Kind, State, TieRule
from touyan.town.models import Organisation, Person


def paired(who: str, when: str) -> Q:
    """Whoever did something did it at a moment, and the other way round."""
    return Q(**{f"{who}__isnull": True}) | Q(**{f"{when}__isnull": False})


class Selection(models.Model):
    """Its quotas, rules and criteria are what they were when it was opened."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    host = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """Who runs it."""
    code = models.CharField(max_length=40, blank=True)
    """A name of its own in the town, where other rooms refer to it."""
    kind = models.CharField(max_length=14, choices=Kind)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    about = models.TextField(max_length=2000, blank=True)
    criteria = models.TextField(max_length=2000, blank=True)
    quota_people = models.PositiveIntegerField(default=0)
    """People to be honoured; of a contest, its winners."""
    quota_organisations = models.PositiveIntegerField(default=0)
    honoured_people = models.PositiveIntegerField(default=0)
    """Places that are taken; kept by the acts that decide, under this row's lock."""
    honoured_organisations = models.PositiveIntegerField(default=0)
    notice_days = models.PositiveSmallIntegerField(default=NOTICE_LEAST)
    mark_most = models.PositiveSmallIntegerField(default=10)
    tie_rule = models.CharField(max_length=10, choices=TieRule, default=TieRule.ALL_MARKS)
    closes_on = models.DateField()
    """The last day on which somebody can be named."""
    held_on = models.DateField()
    """The day of the contest, or on which the decision is meant to fall."""
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    opened_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    notice_from = models.DateTimeField(null=True, blank=True)
    notice_until = models.DateTimeField(null=True, blank=True)
    notice_due: Any = models.JSONField(default=dict, blank=True)
    """How the end of the notice was counted."""
    locked_at = models.DateTimeField(null=True, blank=True)
    lock_digest = models.CharField(max_length=64, blank=True)
    """Over the digests of every ballot: published before the reveal, it says how none of them is."""
    revealed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="selections_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="selections_state_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="selections_tie_rule_known", condition=Q(tie_rule__in=TieRule.values)
            ),
            models.CheckConstraint(
                name="selections_quota_people_holds",
                condition=Q(honoured_people__lte=F("quota_people")),
            ),
            models.CheckConstraint(
                name="selections_quota_orgs_holds",
                condition=Q(honoured_organisations__lte=F("quota_organisations")),
            ),
            models.CheckConstraint(
                name="selections_seeks_somebody",
                condition=Q(quota_people__gt=0) | Q(quota_organisations__gt=0),
            ),
            models.CheckConstraint(
                name="selections_notice_long_enough", condition=Q(notice_days__gte=NOTICE_LEAST)
            ),
            models.CheckConstraint(
                name="selections_marks_on_a_scale",
                condition=Q(mark_most__gte=1, mark_most__lte=MARK_MOST),
            ),
            models.CheckConstraint(
                name="selections_held_after_closing", condition=Q(held_on__gte=F("closes_on"))
            ),
            models.CheckConstraint(
                name="selections_opened_who_when", condition=paired("opened_by", "opened_at")
            ),
            models.CheckConstraint(
                name="selections_closed_who_when", condition=paired("closed_by", "closed_at")
            ),
            models.CheckConstraint(
                name="selections_open_has_when",
                condition=Q(state__in=[State.DRAFT, State.CANCELLED]) | Q(opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="selections_notice_has_dates",
                condition=~Q(state=State.ON_NOTICE) | Q(notice_until__gt=F("notice_from")),
            ),
            models.CheckConstraint(
                name="selections_locked_has_digest",
                condition=~Q(state__in=[State.LOCKED, State.REVEALED])
                | (Q(locked_at__isnull=False) & ~Q(lock_digest="")),
            ),
            models.CheckConstraint(
                name="selections_revealed_after_lock",
                condition=Q(revealed_at__isnull=True) | Q(revealed_at__gte=F("locked_at")),
            ),
            models.UniqueConstraint(
                fields=["town", "code"], name="selections_code_once", condition=~Q(code="")
            ),
        ]
        indexes = [models.Index(fields=["town", "state", "id"], name="selections_town_state")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def town_code(self) -> str:
        return self.town.code

    @property
    def is_contest(self) -> bool:
        return self.kind == Kind.CONTEST

    @property
    def is_revealed(self) -> bool:
        return self.revealed_at is not None
