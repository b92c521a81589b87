"""Templates: a changed one is a new version; the old one stays for what was made of it."""

import re
from datetime import date

from django.utils.translation import gettext as _

from touyan.figures.acts.writing.numbers import words_of
from touyan.figures.models import BriefTemplate
from touyan.figures.papers.filling import Number, filled
from touyan.figures.papers.language import BRACES, FIGURES, RATES, must_be_clean
from touyan.figures.papers.opening import Upload, opened, refused
from touyan.figures.papers.reading import elsewhere, lines, texts
from touyan.figures.reads.briefs import digest_of, last_version
from touyan.figures.rules import must_brief
from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.figures import FIGURES as ALL
from touyan.kernel.figures import Scope
from touyan.kernel.refused import Refused
from touyan.town.models import Organisation

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@act()
def keep_template(
    *, by: Actor, organisation: Organisation, name: str, label: str, docx: Upload
) -> Event[BriefTemplate]:
    """Take a Word file as the newest version of a template, if everything in it can be understood."""
    must_brief(by, organisation)
    _named(name, label)
    document = opened(docx)
    keys = understood(document, organisation)
    row = BriefTemplate(
        organisation=organisation, name=name, label=label.strip(), document=document, figures=keys,
        version=last_version(organisation, name) + 1, digest=digest_of(document), at=clock.now(),
        by=by.signed,
    )  # fmt: skip
    row.save(force_insert=True)
    told = {"name": name, "label": label, "version": row.version, "digest": row.digest}
    return Event(row, by, {**told, "figures": keys}, first=True)


def _named(name: str, label: str) -> None:
    if not NAME.fullmatch(name):
        raise Refused(
            _("A template's short name has small letters, digits and hyphens only."), field="name"
        )
    if not 0 < len(label.strip()) <= 80:
        raise Refused(_("Give the template a name of 80 characters at most."), field="label")


def understood(document: bytes, organisation: Organisation) -> list[str]:
    """The figures that a template names; Refused with what is wrong, paragraph by paragraph."""
    keys = must_be_clean(lines(document), set(ALL))
    if any(map(BRACES.search, elsewhere(document))):
        raise refused(_("Names in braces cannot stand in headers, footers, notes or properties."))
    _tried(document, keys, organisation)
    return keys


def _tried(document: bytes, keys: list[str], organisation: Organisation) -> None:
    """Make a brief of it that nobody sees: whatever Word has hidden in the file comes out now."""
    today = date(2021, 1, 1)
    numbers = {f"{kind}.{key}": Number("0") for key in keys for kind in (FIGURES, RATES)}
    made = filled(document, words_of(Scope(organisation, today, today), organisation.name), numbers)
    if BRACES.search("".join(texts(made))):
        raise refused(_("Something in braces is left when the template is filled. Type it anew."))
