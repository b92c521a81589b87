"""Taking in an older piece from a web page or from Word: its words and pictures, and nothing else."""

import base64
import io
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.kernel.pictures import RED, saved
from touyan.kernel.refused import Refused
from touyan.newsroom import imports
from touyan.newsroom.models import Article, Picture
from touyan.newsroom.papers import rendered
from touyan.newsroom.reads import review_of

pytestmark = pytest.mark.django_db
AT = datetime(2021, 8, 3, 3, 35, 21, tzinfo=UTC)


def jpeg() -> bytes:
    return saved(Image.new("RGB", (80, 60), RED), "JPEG")


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


@pytest.fixture
def taken(newsroom, town, editor):
    def make(content: bytes, name: str = "old.html", **more) -> Article:
        file = SimpleUploadedFile(name, content)
        more = {"origin": "http://old.example/1", "dated_at": AT, "title": "旧文", **more}
        return imports.take_in(by=editor, town=town, file=file, **more).about

    return make


PASTED = """<html><head><title>旧网页</title><meta charset="utf-8"><style>p{color:red}</style></head><body>
<!--[if gte mso 9]><xml><w:WordDocument>SECRET</w:WordDocument></xml><![endif]-->
<p class="MsoNormal" style="mso-x:1" onclick="steal()">第一段<o:p></o:p><![if !supportLists]>·<![endif]></p>
<script>steal()</script><p><a href="javascript:steal()">链</a><a href="JaVa&#115;cript:steal()">链</a>
<a href="https://a.example/x">外</a></p><svg onload="steal()"><script>steal()</script></svg>
<iframe src="https://a.example"></iframe><img src="https://tracker.example/1.gif" onerror="steal()">
<math><mi xlink:href="javascript:steal()">x</mi></math><form action="/x"><input name="a"></form></body></html>"""


def test_of_a_pasted_page_only_words_and_links_are_left(taken):
    body = taken(PASTED.encode()).body
    for gone in (
        "steal",
        "SECRET",
        "mso",
        "style",
        "class",
        "iframe",
        "svg",
        "tracker",
        "script",
        "<!--",
        "<form",
    ):
        assert gone not in body
    assert "第一段" in body
    assert '<a href="https://a.example/x" rel="noopener nofollow">外</a>' in body


def test_pictures_within_the_page_are_made_anew(taken):
    data = base64.b64encode(jpeg()).decode()
    sheet = taken(f'<p>图：<img alt="红" src="data:image/jpeg;base64,{data}"></p>'.encode())
    picture = Picture.objects.get()
    assert f'<embed embedtype="image" id="{picture.pk}" format="fullwidth" alt="红"/>' in sheet.body
    made = rendered(sheet)
    assert len(made.images) == 1
    assert made.images[0].startswith("/media/images/")


def test_a_picture_that_is_none_refuses_the_file(taken):
    data = base64.b64encode(b"<svg onload='x()'></svg>").decode()
    with pytest.raises(Refused):
        taken(f'<p><img src="data:image/svg+xml;base64,{data}"></p>'.encode())
    assert (Picture.objects.count(), Article.objects.count()) == (0, 0)


def test_a_folder_brings_its_pictures(taken):
    page = '<h1>标题</h1><p><img src="a_files/p%201.jpg"><img src="gone.jpg">字</p>'
    sheet = taken(
        packed(index_dot_html=page.encode(), **{"a_files__p 1_dot_jpg": jpeg()}), "a.zip", title=""
    )
    assert (sheet.title, Picture.objects.count(), sheet.body.count("<embed")) == ("标题", 1, 1)


def test_a_page_in_the_old_chinese_letters_is_read(taken):
    page = '<html><meta charset="gb2312"><p>吴山镇旧闻</p></html>'
    assert "吴山镇旧闻" in taken(page.encode("gb2312")).body


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
WORD = f"""<?xml version="1.0" encoding="UTF-8"?><w:document {W} {A} {R}><w:body>
<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>从 Word 来的题目</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>小节</w:t></w:r></w:p>
<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>粗</w:t></w:r><w:r><w:t>细&lt;script&gt;</w:t></w:r><w:del><w:r><w:delText>删掉的</w:delText></w:r></w:del></w:p>
<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>一项</w:t></w:r></w:p><w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>二项</w:t></w:r></w:p>
<w:p><w:hyperlink r:id="r2"><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:hyperlink r:id="r3"><w:r><w:t>坏链</w:t></w:r></w:hyperlink></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:drawing><a:blip r:embed="r1"/></w:drawing></w:r></w:p></w:body></w:document>""".encode()
LINKS = b"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="media/image1.jpg"/><Relationship Id="r2" Target="https://a.example/"/>
<Relationship Id="r3" Target="javascript:steal()"/></Relationships>"""


def word(document: bytes = WORD) -> bytes:
    return packed(
        word__document_dot_xml=document, word___rels__document_dot_xml_dot_rels=LINKS,
        word__media__image1_dot_jpg=jpeg(),
    )  # fmt: skip


def test_a_word_document_keeps_its_structure_and_its_picture(taken):
    sheet = taken(word(), "a.docx", title="")
    picture = Picture.objects.get()
    assert sheet.title == "从 Word 来的题目"
    assert sheet.body == (
        "<h2>小节</h2><p><b>粗</b>细&lt;script&gt;</p><ul><li>一项</li><li>二项</li></ul>"
        '<p><a href="https://a.example/" rel="noopener nofollow">链接</a>'
        '<a rel="noopener nofollow">坏链</a></p><p>甲 ｜ 乙</p>'
        f'<p><embed embedtype="image" id="{picture.pk}" format="fullwidth" alt=""/></p>'
    )


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + WORD[55:]


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.4", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, b"PK\x03\x04garbage", word(BOMB), word(b"<x/>"),
     packed(a_dot_txt=b"x"), packed(a_dot_html=b"<p>a</p>", b_dot_html=b"<p>b</p>"), b"<" + b"x" * (31 * 1024 * 1024),
     packed(index_dot_html=b"<p>x</p>", big_dot_bin=b"\x00" * (130 * 1024 * 1024))],
    ids=["pdf", "old word", "damaged", "entities", "no body", "no page", "two pages", "too large", "bomb"],
)  # fmt: skip
def test_what_is_neither_or_too_much_is_refused(taken, content):
    with pytest.raises(Refused):
        taken(content)
    assert Article.objects.count() == 0


def test_an_older_piece_keeps_its_date_and_its_blank_editor_and_waits_for_review(taken, approve):
    sheet = taken(b"<p>\xe6\x97\xa7\xe9\x97\xbb\xe3\x80\x82</p>", source="吴山镇", views=92)
    row = approve(review_of(sheet))
    assert (row.dated_at, row.source, row.responsible_editor, row.views_before) == (
        AT,
        "吴山镇",
        "",
        92,
    )


def test_the_same_origin_is_taken_in_once(taken):
    taken(b"<p>a</p>")
    with pytest.raises(Refused, match="already"):
        taken(b"<p>b</p>")
    assert Article.objects.count() == 1
