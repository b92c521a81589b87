"""A person at the editor: the same row, answering Wagtail's questions about permissions from the town's roles."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.utils.functional import cached_property
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from touyan.town.models import Person

ASKED = frozenset(
    {
        "wagtailadmin.access_admin",
        *(f"wagtailimages.{verb}_image" for verb in ("add", "change", "choose")),
    }
)
"""All that Wagtail's `has_perm` is answered yes to."""


class Hand(Person):
    """Whoever edits may add and change drafts and pictures. Nobody is ever given Wagtail's own right to publish."""

    is_superuser = False
    is_staff = False

    class Meta:
        proxy = True

    @classmethod
    def of(cls, person: Person) -> "Hand":
        hand = cls()
        hand.__dict__.update(person.__dict__)
        return hand

    @property
    def groups(self) -> Any:
        return Group.objects.none()

    def get_full_name(self) -> str:
        return self.name

    def has_perm(self, name: str, _thing: object = None) -> bool:
        return name in ASKED

    def has_perms(self, names: list[str], _thing: object = None) -> bool:
        return all(self.has_perm(name) for name in names)

    def has_module_perms(self, _app: str) -> bool:
        return True

    @cached_property
    def _page_permission_cache(self) -> list[GroupPagePermission]:
        """What Wagtail would read from its groups: adding and changing, below the root, and nothing else."""
        root = Page.objects.filter(depth=2).order_by("path").first()
        return [
            GroupPagePermission(page=root, permission=Permission(codename=f"{verb}_page"))
            for verb in ("add", "change")
            if root is not None
        ]

    @cached_property
    def _collection_permission_cache(self) -> list[GroupCollectionPermission]:
        root = Collection.get_first_root_node()
        return [
            GroupCollectionPermission(
                pk=-number, collection=root, permission=Permission(codename=codename)
            )
            for number, codename in enumerate(("add_image", "change_image", "choose_image"), 1)
        ]
