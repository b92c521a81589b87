"""What each operation is called, and an example of everything: for people who read the description."""

from typing import Any

from django.utils.translation import gettext_noop as _

TOLD: dict[str, tuple[str, str]] = {
    "read_root": (
        _("What there is"),
        _("The addresses of this API, and where its description stands."),
    ),
    "list_orders": (
        _("Orders, the newest first"),
        _(
            "Without a key, or with one that has no role: those that the office has published, and those that you brought. With "
            "`orders:read` and a role: those that the role sees on its organisation and below."
        ),
    ),
    "read_order": (
        _("One order"),
        _(
            "Who held it, what happened, and every move that is yours to make from here: whether it is allowed, what it asks "
            "for, and the sentence why not."
        ),
    ),
    "place_order": (
        _("Place an order"),
        _(
            "The village's branch holds it at once. With an Idempotency-Key the same need arrives once, however often it is "
            "sent. The receipt is for whoever asked and for nobody else."
        ),
    ),
    "move_order": (
        _("Make a move"),
        _(
            "The very act that the desk calls, with the same rules. A role on the order's organisation makes the office's moves; "
            "whoever brought an order passes on what the one who asked says. What the move asks for stands in `actions[].asks`."
        ),
    ),
    "send_photos": (
        _("Send photos ahead"),
        _(
            "As a form sends files, each named `photo`, six at most. They wait for a day under the key in the answer; send it as "
            "`photos` with an order or a move. Each is made anew from its pixels: where it was taken is not kept."
        ),
    ),
    "read_photo": (
        _("A photo of an order"),
        _(
            "As JPEG, for the office and, of their own and of the answer, for whoever brought the order. The addresses stand in "
            "`trail[].photos`."
        ),
    ),
    "list_organisations": (
        _("Organisations"),
        _("Counties, towns, villages, branches and units, each after the one above it."),
    ),
    "read_organisation": (_("One organisation"), _("By its code.")),
    "list_categories": (_("Categories"), _("What orders are about, town by town.")),
    "list_places": (_("Places"), _("Those that are open, by their codes.")),
    "read_place": (_("One place"), _("By the code on its plaque.")),
    "list_programmes": (_("Programmes"), _("Those that everybody may read, the newest first.")),
    "read_programme": (_("One programme"), _("With its coming sessions.")),
    "list_sessions": (
        _("What is on"),
        _("Sessions that everybody may read and that are not over, the next first."),
    ),
    "list_news": (_("News"), _("What the town has published, the newest first.")),
    "read_piece": (_("One piece of news"), _("As HTML that has been cleaned.")),
    "read_figures": (
        _("Figures"),
        _(
            "The same numbers as `touyan figures --json`, by the same query. For everybody the public ones of a town; with "
            "`figures:read` and a role all of them, of the role's organisation or any below it."
        ),
    ),
}
"""Operation → its title and what it does. A test holds the list to the addresses."""

BODIES: dict[str, dict[str, Any]] = {
    "place_order": {
        "village": "340121103003", "words": "东门的路灯不亮了。", "category": "street_light",
        "name": "周桂英", "phone": "13900001234", "reference": "HOTLINE-20261126-7",
    },
    "move_order": {"reply": "灯泡换好了。", "seen": "accepted"},
}  # fmt: skip
SAMPLES: dict[str, Any] = {
    "ref": "000018", "href": "/api/v1/orders/000018", "code": "340121103003", "name": "百花社区",
    "words": "一盏路灯不亮。", "where": "东门", "event": "deliver", "by": "person", "state": "accepted",
    "state_label": "支部已接单", "seen_as": "office", "label": "送单", "move": "deliver", "latitude": 32.17,
    "longitude": 117.02, "receipt": "7hq2mk9d4xw3rt8p", "pin": "402917", "due_because": None,
    "follow": "/orders/r/7hq2mk9d4xw3rt8p/", "why_not": None, "next": None, "town": "340121103",
    "organisation": "340121103", "share": "66.7%", "unit": "件", "title": "镇里的新闻",
    "html": "<p>正文</p>", "reference": None, "page": "/places/BH-LAMP/", "follows": None,
    "speaker": "老陈", "theme": None, "image": None, "detail": "", "keywords": "路灯",
    "link": "/api/v1/orders", "name_en": "Baihua Community", "name_zh": "路灯",
}  # fmt: skip
AT, ON = "2026-11-26T10:30:00+08:00", "2026-11-26"


def example(schema: dict[str, Any], known: dict[str, Any], name: str = "") -> Any:
    """Something that the schema allows, in words that a reader can imagine."""
    if "$ref" in schema:
        return example(known[schema["$ref"].rsplit("/", 1)[-1]], known, name)
    if "anyOf" in schema:
        return SAMPLES.get(name) if name in SAMPLES else example(schema["anyOf"][0], known, name)
    if "enum" in schema:
        sample = SAMPLES.get(name)
        return sample if sample in schema["enum"] else schema["enum"][0]
    return _of_type(schema, known, name)


def _of_type(schema: dict[str, Any], known: dict[str, Any], name: str) -> Any:
    match schema.get("type"):
        case "object" if "properties" in schema:
            return {key: example(one, known, key) for key, one in schema["properties"].items()}
        case "object":
            inner = example(schema.get("additionalProperties", {}), known, name)
            return {"orders.placed": inner}
        case "array":
            return [example(schema.get("items", {}), known, name)]
        case "string":
            return {"date-time": AT, "date": ON}.get(
                schema.get("format", ""), SAMPLES.get(name) or "…"
            )
        case kind:
            plain = {"integer": 1, "number": 1.5, "boolean": True, "null": None}
            return SAMPLES.get(name, plain.get(str(kind)))
