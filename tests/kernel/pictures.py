"""Pictures for the tests to send, and ways to look at what comes out."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from touyan.kernel import evidence

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
HIDDEN = b"<html><script>alert(document.cookie)</script></html>"


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def sent(data: bytes, name: str = "photo.jpg") -> evidence.Photo:
    return evidence.reencoded(SimpleUploadedFile(name, data))


def opened(photo: evidence.Photo) -> Image.Image:
    return Image.open(io.BytesIO(photo.content))


def noisy(width: int = 640, height: int = 480) -> Image.Image:
    return Image.effect_noise((width, height), 80).convert("RGB")


def halves(left: tuple[int, int, int], right: tuple[int, int, int]) -> Image.Image:
    picture = Image.new("RGB", (640, 320), left)
    picture.paste(right, (320, 0, 640, 320))
    return picture
