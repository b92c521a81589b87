"""Mounted by conf/urls.py under /ui/ where TOUYAN_DEBUG is on."""

from django.urls import path

from touyan.ui import views

app_name = "ui"
urlpatterns = [path("", views.living, name="living")]
