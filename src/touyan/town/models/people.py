"""Who there is: organisations in a tree, people, and what they are to each other."""

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from touyan.kernel import clock
from touyan.kernel.initials import initials
from touyan.kernel.local_day import Eve
from touyan.kernel.prepared import Prepared
from touyan.kernel.sealed import SealedField, blind
from touyan.town.states import (
    COUNTY,
    OFFICE_ROLES,
    OrganisationKind,
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


class RoleHolder:
    """Whoever may hold roles: a person, or another system that an administrator let in."""

    source = ""
    """What an order carries that it brought; a person brings none."""

    @property
    def roles_today(self) -> "list[Role]":
        """The roles in force, with their organisations; none where a kind of holder names none."""
        return []

    def holds(self, role: str, path: str) -> bool:
        """Whether they have this role on the organisation at `path`, or on one above it."""
        return any(
            r.role == role and path.startswith(r.organisation.path) for r in self.roles_today
        )

    def works_in(self, path: str, *roles: str) -> bool:
        return any(self.holds(role, path) for role in roles)


def phone_tail(phone: str) -> str:
    """The last four digits, as people say a number that both know."""
    digits = "".join(c for c in phone if c.isdigit())
    return digits[-4:] if len(digits) >= 7 else ""


class People(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(login=username)


class Person(RoleHolder, AbstractBaseUser):
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
        return self.child_until is not None and clock.today() < self.child_until

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


class Role(models.Model):
    """What a person is to an organisation and its subtree, from a day to a day.

    One that was taken back before it had lasted a day ends on the eve of its first: it is never in force.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="roles")
    role = models.CharField(max_length=12, choices=RoleCode)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="town_role_ends_on_its_eve_or_later",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=Eve("starts_on")),
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "starts_on"], name="town_role_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.organisation_id}"

    @property
    def was_taken_back(self) -> bool:
        return self.ends_on is not None and self.ends_on < self.starts_on

    @classmethod
    def in_force(cls, day: date | None = None) -> "models.QuerySet[Role]":
        day = day or clock.today()
        open_ended = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        return cls.objects.filter(open_ended, starts_on__lte=day)

    @classmethod
    def held_today(cls, person_id: int) -> "list[Role]":
        """A person's roles in force, each with its organisation, its person and the branches it works in."""
        roles: dict[int, Any] = {}
        for row in _HELD(clock.today(), person_id):
            role = roles.setdefault(row.pk, row)
            if row.branch_below is not None:
                role.__dict__.setdefault("works_at", []).append(row.branch_below)
        return list(roles.values())

    @property
    def works_at(self) -> list[int]:
        """The branches directly below a village; elsewhere the organisation itself."""
        ids: list[int] = self.__dict__.get("works_at") or [self.organisation_id]
        return ids


def _held(day: date, person_id: int) -> "models.QuerySet[Any]":
    below = models.FilteredRelation(
        "organisation__children",
        condition=Q(organisation__children__kind=OrganisationKind.BRANCH),
    )
    return (
        Role.in_force(day)
        .filter(person_id=person_id, person__is_active=True)
        .annotate(below=below)
        .annotate(branch_below=F("below__id"))
        .select_related("person", "organisation")
        .order_by("id", "branch_below")
    )


_HELD = Prepared(_held, date(1971, 1, 1), 7_000_001)
"""Asked on every page that somebody signed in opens."""
