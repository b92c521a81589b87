"""Selections at the desk, mounted under /desk/selections/."""

from django.urls import path

from touyan.desk.views.selections import candidates, contest, keeping, lists, objections, pictures

urlpatterns = [
    path("selections/", lists.selections, name="selections"),
    path("selections/new/", keeping.new, name="new_selection"),
    path("selections/candidates/<int:number>/", candidates.candidate, name="candidate"),
    path("selections/candidates/<int:number>/pictures/", pictures.add, name="add_story_picture"),
    path(
        "selections/candidates/<int:number>/pictures/<int:picture>/down/",
        pictures.down,
        name="take_story_picture_down",
    ),
    path("selections/candidates/<int:number>/<slug:name>/", candidates.move, name="candidate_move"),
    path("selections/objections/<int:number>/", objections.objection, name="objection"),
    path("selections/objections/<int:number>/answer/", objections.answer, name="answer_objection"),
    path("selections/<int:number>/", lists.selection, name="selection"),
    path("selections/<int:number>/edit/", keeping.edit, name="edit_selection"),
    path("selections/<int:number>/nominate/", keeping.nominate, name="nominate"),
    path("selections/<int:number>/judges/", contest.judges, name="judges"),
    path("selections/<int:number>/tour/", contest.tour, name="tour"),
    path("selections/<int:number>/bulk/", lists.bulk, name="selection_bulk"),
    path("selections/<int:number>/export/", lists.export, name="selection_export"),
    path("selections/<int:number>/<slug:name>/", lists.move, name="selection_move"),
]
