"""The town's tree of organisations, its people and roles, its calendar and places."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language

from touyan.kernel import clock
from touyan.kernel.initials import initials
from touyan.kernel.sealed import SealedField, blind
from touyan.town.states import (
    COUNTY,
    OFFICE_ROLES,
    AuthorityKind,
    OrganisationKind,
    PlaceKind,
    Purpose,
    RoleCode,
)


class Organisation(models.Model):
    """A node of the tree county → town → village → branch, with units beside. A role on it reaches its subtree."""

    code = models.CharField(max_length=30, unique=True)
    path = models.CharField(max_length=150, unique=True)
    """The codes from the root to here, each followed by `/`: a subtree is one prefix."""
    kind = models.CharField(max_length=12, choices=OrganisationKind)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    town = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    """The town it belongs to; empty for a county and for the town itself."""
    phone = models.CharField(max_length=20, blank=True)
    """A desk's telephone, printed for everyone; never a person's."""
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="town_organisation_rooted",
                condition=Q(kind=COUNTY, parent__isnull=True) | Q(parent__isnull=False),
            ),
            models.CheckConstraint(
                name="town_organisation_path_closed", condition=Q(path__endswith="/")
            ),
        ]
        indexes = [models.Index(fields=["parent", "kind"], name="town_org_parent_kind")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def town_code(self) -> str:
        return self.path.split("/")[1] if self.path.count("/") > 1 else ""

    @property
    def town_id_of(self) -> int | None:
        return self.pk if self.kind == OrganisationKind.TOWN else self.town_id


def phone_tail(phone: str) -> str:
    """The last four digits, as people say a number that both know."""
    digits = "".join(c for c in phone if c.isdigit())
    return digits[-4:] if len(digits) >= 7 else ""


class People(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(login=username)


class Person(AbstractBaseUser):
    """Somebody known to the town: a resident with an account, or one who works for it. Never an ID-card number."""

    login = models.CharField(max_length=40, unique=True, null=True, blank=True)
    name = models.CharField(max_length=60)
    initials = models.CharField(max_length=60, blank=True)
    """Of the name in pinyin, filled when saved."""
    town = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    village = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Where they live, if they said so."""
    phone = SealedField(blank=True)
    phone_blind = models.CharField(max_length=64, blank=True, db_index=True)
    phone_tail_blind = models.CharField(max_length=64, blank=True)
    """The last four digits, by which a clerk finds whoever telephones; filled when saved."""
    child_until = models.DateField(null=True, blank=True)
    """Under fourteen until that day; no day of birth is kept."""
    is_active = models.BooleanField(default=True)
    demonstration = models.BooleanField(default=False)
    """Made by `touyan demo` with a public password; an installation that serves people refuses to start with one."""
    joined_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "login"
    objects = People()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="town_person_login_not_empty",
                condition=Q(login__isnull=True) | ~Q(login=""),
            )
        ]
        indexes = [
            models.Index(fields=["town", "initials"], name="town_person_initials"),
            models.Index(
                fields=["phone_tail_blind"],
                name="town_person_phone_tail",
                condition=~Q(phone_tail_blind=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Fill what follows from the name and the number; for rows that are made many at a time."""
        self.initials = initials(self.name)
        self.phone_blind = blind(self.phone, "phone")
        self.phone_tail_blind = blind(phone_tail(self.phone), "phone tail")

    @property
    def is_child(self) -> bool:
        """Under fourteen: others speak for them."""
        return self.child_until is not None and timezone.localdate(clock.now()) < self.child_until

    @property
    def roles_today(self) -> "list[Role]":
        """The roles in force, with their organisations: one query a person, none where the door loaded them."""
        if "roles_today" not in self.__dict__:
            self.__dict__["roles_today"] = Role.held_today(self.pk)
        roles: list[Role] = self.__dict__["roles_today"]
        return roles

    @property
    def signed(self) -> str:
        as_role = f" as {self.roles_today[0].role}" if self.roles_today else ""
        return f"person:{self.pk}{as_role}"

    @property
    def in_office(self) -> bool:
        return any(role.role in OFFICE_ROLES for role in self.roles_today)

    def holds(self, role: str, path: str) -> bool:
        """Whether the person has this role on the organisation at `path`, or on one above it."""
        return any(
            r.role == role and path.startswith(r.organisation.path) for r in self.roles_today
        )

    def works_in(self, path: str, *roles: str) -> bool:
        return any(self.holds(role, path) for role in roles)


class Role(models.Model):
    """What a person is to an organisation and its subtree, from a day to a day."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="roles")
    role = models.CharField(max_length=12, choices=RoleCode)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="town_role_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "starts_on"], name="town_role_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.organisation_id}"

    @classmethod
    def in_force(cls, day: date | None = None) -> "models.QuerySet[Role]":
        day = day or timezone.localdate(clock.now())
        open_ended = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        return cls.objects.filter(open_ended, starts_on__lte=day)

    @classmethod
    def held_today(cls, person_id: int) -> "list[Role]":
        """A person's roles in force, each with its organisation, its person and the branches it works in."""
        rows = (
            cls.in_force()
            .filter(person_id=person_id, person__is_active=True)
            .annotate(
                below=models.FilteredRelation(
                    "organisation__children",
                    condition=Q(organisation__children__kind=OrganisationKind.BRANCH),
                )
            )
            .annotate(branch_below=F("below__id"))
            .select_related("person", "organisation")
            .order_by("id", "branch_below")
        )
        roles: dict[int, Role] = {}
        for row in rows:
            role = roles.setdefault(row.pk, row)
            if row.branch_below is not None:
                role.__dict__.setdefault("works_at", []).append(row.branch_below)
        return list(roles.values())

    @property
    def works_at(self) -> list[int]:
        """The branches directly below a village; elsewhere the organisation itself."""
        ids: list[int] = self.__dict__.get("works_at") or [self.organisation_id]
        return ids


class Authority(models.Model):
    """Who may act for whom, or may not: a guardian, whoever books, whoever collects a child.

    A row that bars somebody beats every row that lets them. Each use is an entry in its chain.
    """

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=AuthorityKind)
    subject = models.ForeignKey(Person, models.CASCADE, related_name="authorities")
    """For whom."""
    holder = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="authorities_held"
    )
    holder_name = SealedField(blank=True)
    """Of a collector without an account."""
    holder_phone = SealedField(blank=True)
    holder_phone_blind = models.CharField(max_length=64, blank=True)
    barred = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    code = SealedField(blank=True)
    """Six digits, for one collection."""
    code_until = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="town_authority_kind_known", condition=Q(kind__in=AuthorityKind.values)
            ),
            models.CheckConstraint(
                name="town_authority_names_one",
                condition=Q(holder__isnull=False, holder_name="")
                | Q(Q(holder__isnull=True), ~Q(holder_name="")),
            ),
            models.CheckConstraint(
                name="town_authority_not_over_oneself",
                condition=Q(holder__isnull=True) | ~Q(holder=F("subject")),
            ),
            models.CheckConstraint(
                name="town_authority_ends_after_start",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="town_authority_code_paired",
                condition=Q(code="", code_until__isnull=True)
                | Q(~Q(code=""), Q(code_until__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["subject", "kind"],
                name="town_authority_live",
                condition=Q(revoked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.kind} {self.holder_id or ''}"

    @property
    def name(self) -> str:
        """Of whoever may: needs the holder at hand."""
        return self.holder.name if self.holder is not None else self.holder_name


class Consent(models.Model):
    """What somebody agreed to, in which wording, and until when; for a child under fourteen a guardian did."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose)
    version = models.CharField(max_length=20)
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "purpose", "version"],
                name="town_consent_once",
                condition=Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="town_consent_withdrawn_later",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.purpose} {self.version}"


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a holiday, or a make-up working day."""

    town = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    day = models.DateField()
    working = models.BooleanField()
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "day"], name="town_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {'work' if self.working else 'rest'}"


class Place(models.Model):
    """A thing in the town that a code can hang on: a notice board, a lamp, a toilet."""

    town = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    village = models.ForeignKey(Organisation, models.PROTECT, related_name="places")
    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=12, choices=PlaceKind, default=PlaceKind.OTHER)
    latitude = models.FloatField(null=True, blank=True, help_text="WGS-84")
    longitude = models.FloatField(null=True, blank=True, help_text="WGS-84")

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Notice(models.Model):
    """Something an organisation, or one person in it, should hear; shown at the desk from `not_before` on.

    Without an organisation it is for one resident alone, who finds it on their own pages.
    """

    town = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="notices"
    )
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    about = models.CharField(max_length=40)
    number = models.CharField(max_length=20)
    """The thing's number as people say it."""
    event = models.CharField(max_length=60)
    at = models.DateTimeField()
    not_before = models.DateTimeField()
    """Nobody is messaged between 21:00 and 08:00."""
    seen_at = models.DateTimeField(null=True, blank=True)
    once = models.CharField(max_length=120, null=True, blank=True, unique=True)
    """A key for what may be said once only, such as one reminder of one due date."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="town_notice_for_somebody",
                condition=Q(organisation__isnull=False) | Q(person__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "-id"],
                name="town_notice_person",
                condition=Q(organisation__isnull=True),
            ),
            models.Index(
                fields=["organisation", "-not_before"],
                name="town_notice_unseen",
                condition=Q(seen_at__isnull=True),
            ),
            models.Index(fields=["about"], name="town_notice_about"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.number}"
