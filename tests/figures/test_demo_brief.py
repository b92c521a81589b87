"""The demonstration's yearly brief gives back every number of the town's page of 3 August 2021."""

import io
import re
from datetime import date

import pytest
from django.core.management import call_command
from docx import Document

from tests.figures.months import the_months_are_the_values_of_their_days
from tests.figures.words import texts
from touyan.figures.models import Brief, Declared
from touyan.kernel import journal
from touyan.kernel.figures import FIGURES
from touyan.newsroom import figures as newsroom_figures
from touyan.orders import figures as orders_figures
from touyan.plans import figures as plans_figures
from touyan.programmes import figures as programmes_figures
from touyan.projects import figures as projects_figures
from touyan.selections import figures as selections_figures
from touyan.town import figures as town_figures
from touyan.town.models import Organisation

pytestmark = pytest.mark.django_db
RANDOM = (
    (date(2021, 1, 1), date(2021, 8, 3)), (date(2021, 3, 17), date(2021, 9, 16)),
    (date(2020, 12, 31), date(2021, 2, 1)), (date(2021, 7, 8), date(2021, 7, 20)),
    (date(2026, 9, 15), date(2026, 11, 24)),
)  # fmt: skip

SAID = {
    "town.villages": 18, "plans.kickoff_meetings": 1, "plans.documents": 1, "plans.workstreams": 4,
    "plans.activities": 15, "plans.audiences": 3, "plans.platforms": 3, "newsroom.boards": 3,
    "programmes.outreach_events": 12, "programmes.lectures": 18, "programmes.party_classes": 25,
    "programmes.portrait_villages": 18, "programmes.symposiums": 3,
    "programmes.members_below_two_services": 0, "programmes.canteen_sites": 3,
    "orders.placed": 69, "orders.closed_by_branch": 46, "orders.escalated": 23,
    "projects.under_way": 3, "projects.parking_spaces": 84, "selections.contests": 1,
    "selections.contest_winners": 3, "selections.tour_stops": 5, "selections.members_honoured": 41,
    "selections.organisations_honoured": 8, "newsroom.article_views": 92,
}  # fmt: skip
AT_LEAST = {"programmes.study_trip_members": 600, "programmes.children": 100}
"""The page says “600余” and “100余”; the records behind the brief are the exact ones."""
COUNTED = {
    figure.key
    for room in (
        orders_figures,
        plans_figures,
        programmes_figures,
        projects_figures,
        selections_figures,
        newsroom_figures,
        town_figures,
    )
    for figure in room.ALL
}


def test_the_yearly_brief_gives_back_every_number_of_the_page_from_its_records(tmp_path):
    call_command("demo")
    the_months_are_the_values_of_their_days(Organisation.objects.get(kind="town"), RANDOM)
    brief = Brief.objects.select_related("template").get()
    numbers = {number.figure: number for number in brief.numbers.select_related("snapshot")}
    assert {key: number.snapshot.value for key, number in numbers.items() if key in SAID} == SAID
    assert [key for key, least in AT_LEAST.items() if numbers[key].snapshot.value < least] == []
    assert set(numbers) == {*SAID, *AT_LEAST}
    assert {key for key, number in numbers.items() if number.declared} == set(numbers) - COUNTED
    assert (brief.marks.count(), list(journal.faults())) == (0, [])
    _shown(bytes(brief.document), numbers)
    _from_the_command_line(tmp_path / "out.docx", texts(bytes(brief.document)))


def _shown(document, numbers):
    """Each of them stands in the text, once, as a link to its own snapshot."""
    made = Document(io.BytesIO(document))
    found = [link for paragraph in made.paragraphs for link in paragraph.hyperlinks]
    told = {int(re.search(r"/snapshots/(\d+)/$", link.address)[1]): link.text for link in found}
    assert told == {number.snapshot_id: str(number.snapshot.value) for number in numbers.values()}
    assert len(found) == len(told)


def _from_the_command_line(out, said):
    told = {"template": "yearly", "org": "340121103", "since": "2021-01-01", "until": "2021-08-03"}
    call_command("brief", out=out, **told)
    assert texts(out.read_bytes()) == said


def test_what_a_room_counts_is_never_declared_for_it():
    assert {key for key in COUNTED if FIGURES[key].source.model is Declared} == set()
