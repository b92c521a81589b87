"""Wagtail's editor, mounted under /cms/; conf/cms.py says which of its addresses are open, and to whom."""

from wagtail.admin.urls import urlpatterns

__all__ = ["urlpatterns"]
