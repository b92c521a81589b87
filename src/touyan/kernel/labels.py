"""A name in the reader's language, as the database gives it."""

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language


def label(of: str = "") -> F | Coalesce:
    """The row's own, or that of what it refers to: English for whoever reads English, where there is one."""
    name = f"{of}__name" if of else "name"
    if get_language() != "en":
        return F(name)
    return Coalesce(NullIf(F(f"{name}_en"), Value("")), F(name))
