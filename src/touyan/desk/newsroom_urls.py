"""The newsroom's addresses at the desk, mounted under /desk/newsroom/."""

from django.urls import path

from touyan.desk.views import newsroom

urlpatterns = [
    path("newsroom/", newsroom.home, name="newsroom"),
    path("newsroom/reviews/<int:number>/", newsroom.review, name="newsroom_review"),
    path("newsroom/reviews/<int:number>/send-back/", newsroom.send_back, name="newsroom_send_back"),
    path("newsroom/reviews/<int:number>/clear/", newsroom.clear, name="newsroom_clear"),
    path("newsroom/scheduled/<int:number>/call-off/", newsroom.call_off, name="newsroom_call_off"),
    path("newsroom/comments/", newsroom.comments, name="newsroom_comments"),
    path("newsroom/comments/<int:number>/", newsroom.comment, name="newsroom_comment"),
    path("newsroom/comments/<int:number>/order/", newsroom.make_order, name="newsroom_make_order"),
    path("newsroom/comments/<int:number>/<slug:name>/", newsroom.decide, name="newsroom_decide"),
    path("newsroom/pieces/", newsroom.pieces, name="newsroom_pieces"),
    path("newsroom/pieces/<int:number>/", newsroom.piece, name="newsroom_piece"),
    path("newsroom/pieces/<int:number>/wechat/", newsroom.hand_to_wechat, name="newsroom_wechat"),
    path("newsroom/stories/", newsroom.stories, name="newsroom_stories"),
    path("newsroom/import/", newsroom.take_in, name="newsroom_import"),
]
