"""An empty town suggests by its categories' keywords."""

from touyan.reading import start

LABELS = {"lights": ["路灯", "灯不亮"], "water": ["停水", "自来水"]}


def test_the_words_that_are_there_speak() -> None:
    told = start.suggest("门口路灯灯不亮", LABELS)
    assert told["label"] == "lights"
    assert told["because"] == ["灯不亮", "路灯"]
    assert told["top"] == [["lights", told["p"]]]


def test_nothing_known_is_left_to_a_person() -> None:
    assert start.suggest("你好", LABELS) == {"label": None, "p": 0.0, "top": [], "because": []}


def test_two_that_speak_alike_are_left_to_a_person() -> None:
    assert start.suggest("路灯下停水了", LABELS)["label"] is None


def test_a_category_without_keywords_says_nothing() -> None:
    assert start.keywords("") == []
    assert start.keywords("路灯；；灯") == ["路灯", "灯"]
