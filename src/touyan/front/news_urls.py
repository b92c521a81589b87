"""The newsroom's addresses among the residents'."""

from django.urls import path

from touyan.front.views import boards, news

urlpatterns = [
    path("news/", news.news_list, name="news"),
    path("news/feed.xml", news.feed, name="feed"),
    path("news/said/<str:receipt>/", news.said, name="said"),
    path("news/comments/<int:number>/object/", news.object_to, name="object_to"),
    path("news/<int:number>/", news.article, name="article"),
    path("news/<int:number>/comments/", news.say, name="say"),
    path("news/<int:number>/read/", news.read_mark, name="read_mark"),
    path("boards/", boards.boards, name="boards"),
    path("boards/<slug:slug>/", boards.board, name="board"),
    path("media/images/<str:name>", news.picture, name="picture"),
    path("sitemap.xml", news.sitemap, name="sitemap"),
]
