"""After the draft: an edited file taken back, a difference explained, the brief signed."""

from django.utils.translation import gettext as _

from touyan.figures.acts.writing.drafting import hold
from touyan.figures.acts.writing.marking import mark
from touyan.figures.models import Brief, Mark
from touyan.figures.moves import LIFE
from touyan.figures.papers.language import BRACES
from touyan.figures.papers.opening import Upload, opened, refused
from touyan.figures.papers.reading import texts
from touyan.figures.reads.briefs import facts, locked
from touyan.kernel import clock
from touyan.kernel.acts import Actor, Event, act
from touyan.kernel.refused import Refused
from touyan.town.models import Person


@act()
def amend(*, by: Actor, brief: Brief, docx: Upload) -> Event[Brief]:
    """Take the Word file back as somebody has edited it; its numbers are compared anew."""
    document = opened(docx)
    said = "".join(texts(document))
    if not said.strip() or BRACES.search(said):
        raise refused(
            _("This is a template, or it is empty. Send the brief's own file, as edited.")
        )
    brief = locked(brief)
    LIFE.take("amend", brief, by)
    hold(brief, document)
    brief.edited = True
    brief.save(update_fields=["document", "digest", "text", "title", "edited"])
    mark(brief, by)
    return Event(brief, by, {"marks": brief.marks.count(), "set": facts(brief)})


@act()
def explain(*, by: Person, brief: Brief, mark: Mark, reason: str) -> Event[Brief]:
    """Say why the text says another number than the figure; the reason stays with the brief."""
    brief = locked(brief)
    LIFE.take("explain", brief, by)
    here = brief.marks.filter(pk=mark.pk, reason="").first()
    if here is None:
        raise Refused(_("This was settled already. Open the page again."))
    if not reason.strip():
        raise Refused(_("Say why the numbers differ."), field="reason")
    here.reason, here.explained_at, here.explained_by = reason.strip()[:400], clock.now(), by
    here.save(update_fields=["reason", "explained_at", "explained_by"])
    told = {"figure": here.figure, "typed": here.typed, "words": here.words, "reason": here.reason}
    return Event(brief, by, told)


@act()
def sign_brief(*, by: Person, brief: Brief) -> Event[Brief]:
    """Answer for it; from now on nothing in it changes."""
    brief = locked(brief)
    brief.state = LIFE.take("sign", brief, by)
    brief.signed_at, brief.signed_by = clock.now(), by
    brief.save(update_fields=["state", "signed_at", "signed_by"])
    return Event(brief, by, {"set": facts(brief)})
