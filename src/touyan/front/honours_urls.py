"""The honour roll, contests and their judges' pages among the residents'."""

from django.urls import path

from touyan.front.views import honours, judging

urlpatterns = [
    path("honours/", honours.roll, name="honours"),
    path("honours/judging/", judging.mine, name="judging"),
    path("honours/judging/seen/", judging.seen, name="judging_seen"),
    path("honours/judging/<int:number>/", judging.ballot, name="ballot"),
    path("honours/judging/<int:number>/recuse/", judging.recuse, name="recuse"),
    path("honours/stories/<int:number>/", honours.story, name="honours_story"),
    path(
        "honours/stories/<int:number>/pictures/<int:picture>/",
        honours.picture,
        name="story_picture",
    ),
    path("honours/names/<int:number>/object/", honours.object_to, name="honours_object"),
    path("honours/objections/<str:receipt>/", honours.objection, name="honours_objection"),
    path("honours/<int:number>/", honours.selection, name="honours_selection"),
    path("honours/<int:number>/screen/", honours.screen, name="honours_screen"),
    path("honours/<int:number>/sheet/", honours.sheet, name="honours_sheet"),
    path("honours/<int:number>/sheet.<slug:kind>", honours.sheet_file, name="honours_file"),
]
