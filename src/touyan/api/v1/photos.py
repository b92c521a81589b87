"""Photos: sent ahead of what they belong to, and read by those who may read all of an order."""

from typing import Annotated
from uuid import uuid4

from django.http import FileResponse, Http404, HttpRequest
from ninja import File, Router, Status, UploadedFile

from touyan.api.states import Scope
from touyan.api.v1.keys import asker, holder, opened_by
from touyan.api.v1.orders import found, read_by, steps_of
from touyan.api.v1.shapes import orders as shapes
from touyan.kernel import evidence
from touyan.kernel.acts import about

router = Router(tags=["orders"])


@router.post(
    "/photos", response={201: shapes.Waiting}, url_name="photos", operation_id="send_photos",
    auth=opened_by(Scope.PLACE, Scope.MOVE),
)  # fmt: skip
def send_photos(
    request: HttpRequest, photo: Annotated[list[UploadedFile], File()]
) -> Status[shapes.Waiting]:
    """Send photos ahead of an order or a move; each is made anew from its pixels before it is kept."""
    client, key = holder(request), uuid4()
    for file in photo[: evidence.MOST_PHOTOS + 1]:
        made, owner = evidence.reencoded(file), evidence.draft(str(key))
        evidence.keep(made, owner=owner, by=client.signed, town_code=client.town_code)
    return Status(201, shapes.Waiting(photos=str(key)))


@router.get(
    "/orders/{slug:ref}/photos/{int:number}", url_name="photo", operation_id="read_photo",
    response={200: None},
)  # fmt: skip
def read_photo(request: HttpRequest, ref: str, number: int) -> FileResponse:
    """A photo of an order, as JPEG: for the office, and for whoever brought the order."""
    order = found(asker(request), ref)
    reader = read_by(asker(request), order)
    row = evidence.of(about(order)).filter(pk=number).first()
    if row is None or not any(number in reader.photos(step) for step in steps_of(order)):
        raise Http404
    return FileResponse(row.file.open("rb"), content_type="image/jpeg")
