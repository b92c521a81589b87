"""Projects at the desk, mounted under /desk/projects/."""

from django.urls import path

from touyan.desk.views.projects import keeping, milestones, pictures, shown

urlpatterns = [
    path("projects/", shown.projects, name="projects"),
    path("projects/new/", keeping.new, name="new_project"),
    path("projects/milestones/<int:number>/", milestones.milestone, name="milestone"),
    path("projects/milestones/<int:number>/edit/", milestones.edit, name="edit_milestone"),
    path("projects/milestones/<int:number>/<slug:name>/", milestones.move, name="milestone_move"),
    path("projects/<int:number>/", shown.project, name="project"),
    path("projects/<int:number>/edit/", keeping.edit, name="edit_project"),
    path("projects/<int:number>/milestones/", milestones.add, name="add_milestone"),
    path("projects/<int:number>/pictures/", pictures.add, name="add_project_picture"),
    path("projects/<int:number>/pictures/<int:picture>/down/", pictures.down, name="take_picture_down"),
    path("projects/<int:number>/photos/<int:photo>/", pictures.photo, name="project_photo"),
    path("projects/<int:number>/<slug:name>/", shown.move, name="project_move"),
]  # fmt: skip
