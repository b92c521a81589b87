"""The living page is routed in debug only; here it is always."""

from django.urls import include, path

urlpatterns = [path("ui/", include("touyan.ui.urls"))]
