"""Documents for the tests to send, harmless and hostile."""

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from reportlab.pdfgen import canvas

WORDS = "The car park opens in December."
SCRIPT = "app.beep and here I am"


def printed(pages: int = 2) -> bytes:
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pageCompression=0)
    sheet.setAuthor("Somebody Private")
    for number in range(pages):
        sheet.drawString(72, 720, f"{WORDS} {number}")
        sheet.linkURL("https://elsewhere.example/", (72, 700, 300, 740))
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def hostile() -> bytes:
    """It acts when it is opened, when a page is shown, when a field is touched; it carries a file along."""
    with pikepdf.open(io.BytesIO(printed())) as pdf:
        script = pdf.make_indirect(
            pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(SCRIPT))
        )
        pdf.Root.OpenAction = script
        pdf.Root.AA = pikepdf.Dictionary(WC=script)
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pikepdf.String("xfa"))
        pdf.pages[0].obj.AA = pikepdf.Dictionary(O=script)
        look = pdf.make_stream(b"q Q", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        look.BBox, look.AA = pikepdf.Array([0, 0, 1, 1]), pikepdf.Dictionary(O=script)
        look.Metadata = pdf.make_stream(b"<x>Somebody Private</x>")
        pdf.pages[0].obj.Resources.XObject = pikepdf.Dictionary(Look=look)
        pdf.attachments["hidden.exe"] = b"MZ this is no document"
        return saved(pdf)


def locked() -> bytes:
    with pikepdf.open(io.BytesIO(printed())) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(owner="owner", user="user"))


def saved(pdf: pikepdf.Pdf, **more: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **more)
    return out.getvalue()


def upload(data: bytes, name: str = "document.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/pdf")
