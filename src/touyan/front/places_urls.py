"""The town's places among the residents' pages."""

from django.urls import path

from touyan.front.views import places

urlpatterns = [
    path("places/", places.places, name="places"),
    path("places/<str:code>/", places.place, name="place_page"),
    path("places/<str:code>/still-true/", places.still_true, name="still_true"),
]
