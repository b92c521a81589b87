"""All addresses; SURFACE.md says which of them stand firm."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("touyan.front.urls")),
    path("desk/", include("touyan.desk.urls")),
    path("", include("touyan.api.urls")),
    path("api/v1/", include("touyan.api.v1.urls")),
    path("cms/", include("touyan.newsroom.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("ui/", include("touyan.ui.urls")))

handler400 = "touyan.conf.errors.bad_request"
handler403 = "touyan.conf.errors.forbidden"
handler404 = "touyan.conf.errors.not_found"
handler500 = "touyan.conf.errors.broken"
