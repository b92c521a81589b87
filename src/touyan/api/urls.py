"""The door for other systems."""

from django.urls import path

from touyan.api import wechat
from touyan.api.open311 import views

app_name = "api"
urlpatterns = [
    path("open311/discovery.<slug:form>", views.discovery, name="discovery"),
    path("open311/v2/discovery.<slug:form>", views.discovery, name="discovery_v2"),
    path("open311/v2/", views.discovery, {"form": "xml"}, name="open311"),
    path("open311/v2", views.discovery, {"form": "xml"}, name="open311_endpoint"),
    path("open311/v2/services.<slug:form>", views.services, name="services"),
    path("open311/v2/services/<slug:code>.<slug:form>", views.service, name="service"),
    path("open311/v2/requests.<slug:form>", views.requests, name="requests"),
    path("open311/v2/requests/<slug:ref>.<slug:form>", views.one, name="request"),
    path("open311/v2/tokens/<slug:key>.<slug:form>", views.token, name="token"),
    path("open311/v2/servicerequestupdates.<slug:form>", views.request_updates, name="updates"),
    path("wechat/", wechat.callback, name="wechat"),
    path("open311/<path:rest>", views.unknown, name="unknown"),
]
