"""The town's projects among the residents' pages."""

from django.urls import path

from touyan.front.views import projects

urlpatterns = [
    path("projects/", projects.projects, name="projects"),
    path("projects/<int:number>/", projects.project, name="project"),
    path("projects/<int:number>/pictures/<int:picture>/", projects.picture, name="project_picture"),
]
