"""Who gets which page of the newsroom: everybody what is published, its editors and administrators the rest."""

#                                               visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
READERS = """
GET  /news/                                     200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /news/                                     405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /news/feed.xml                             200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /news/feed.xml                             405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /news/said/{said}/                         200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /news/said/{said}/                         303  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
GET  /news/said/guessedguessed22/               404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /news/said/guessedguessed22/               404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /news/comments/{comment}/object/           200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /news/comments/{comment}/object/           200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /news/{article}/                           200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /news/{article}/                           405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /news/{article}/comments/                  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /news/{article}/comments/                  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422  422
GET  /news/{article}/read/                      405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /news/{article}/read/                      404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /news/{planned}/                           404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /news/{planned}/                           405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /boards/                                   200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /boards/                                   405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /boards/words/                             200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /boards/words/                             405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /boards/nothing/                           404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /boards/nothing/                           405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /media/images/nothing.jpg                  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /media/images/nothing.jpg                  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /orders/r/{receipt}/tell/                  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /orders/r/{receipt}/tell/                  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /orders/r/guessedguessed22/tell/           404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /sitemap.xml                               200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /sitemap.xml                               405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
"""

NEWSROOM = """
GET  /desk/newsroom/                            302  404  404  404  404  404  404  404  404  404  404  404  200  404  200  404
POST /desk/newsroom/                            302  404  404  404  404  404  404  404  404  404  404  404  405  404  405  404
GET  /desk/newsroom/reviews/{review}/           302  404  404  404  404  404  404  404  404  404  404  404  200  404  200  404
POST /desk/newsroom/reviews/{review}/           302  404  404  404  404  404  404  404  404  404  404  404  409  404  303  404
GET  /desk/newsroom/reviews/{review}/send-back/ 302  404  404  404  404  404  404  404  404  404  404  404  303  404  303  404
POST /desk/newsroom/reviews/{review}/send-back/ 302  404  404  404  404  404  404  404  404  404  404  404  422  404  422  404
GET  /desk/newsroom/reviews/{review}/clear/     302  404  404  404  404  404  404  404  404  404  404  404  303  404  303  404
POST /desk/newsroom/reviews/{review}/clear/     302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/newsroom/scheduled/{approval}/call-off/ 302  404  404  404  404  404  404  404  404  404  404  404  303  404  303  404
POST /desk/newsroom/scheduled/{approval}/call-off/ 302  404  404  404  404  404  404  404  404  404  404  404  303  404  303  404
GET  /desk/newsroom/comments/                   302  404  404  404  404  404  404  404  404  404  404  404  200  404  200  404
POST /desk/newsroom/comments/                   302  404  404  404  404  404  404  404  404  404  404  404  405  404  405  404
GET  /desk/newsroom/comments/{comment}/         302  404  404  404  404  404  404  404  404  404  404  404  200  404  200  404
POST /desk/newsroom/comments/{comment}/         302  404  404  404  404  404  404  404  404  404  404  404  405  404  405  404
GET  /desk/newsroom/comments/{comment}/show/    302  404  404  404  404  404  404  404  404  404  404  404  303  404  303  404
POST /desk/newsroom/comments/{comment}/show/    302  404  404  404  404  404  404  404  404  404  404  404  303  404  303  404
GET  /desk/newsroom/comments/{comment}/nothing/ 302  404  404  404  404  404  404  404  404  404  404  404  303  404  303  404
POST /desk/newsroom/comments/{comment}/nothing/ 302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/newsroom/comments/{comment}/order/   302  404  404  404  404  404  404  404  404  404  404  404  303  404  303  404
POST /desk/newsroom/comments/{comment}/order/   302  404  404  404  404  404  404  404  404  404  404  404  422  404  422  404
GET  /desk/newsroom/pieces/                     302  404  404  404  404  404  404  404  404  404  404  404  200  404  200  404
POST /desk/newsroom/pieces/                     302  404  404  404  404  404  404  404  404  404  404  404  405  404  405  404
GET  /desk/newsroom/pieces/{article}/           302  404  404  404  404  404  404  404  404  404  404  404  200  404  200  404
POST /desk/newsroom/pieces/{article}/           302  404  404  404  404  404  404  404  404  404  404  404  422  404  422  404
GET  /desk/newsroom/stories/                    302  404  404  404  404  404  404  404  404  404  404  404  200  404  200  404
POST /desk/newsroom/stories/                    302  404  404  404  404  404  404  404  404  404  404  404  422  404  422  404
GET  /desk/newsroom/import/                     302  404  404  404  404  404  404  404  404  404  404  404  200  404  200  404
POST /desk/newsroom/import/                     302  404  404  404  404  404  404  404  404  404  404  404  422  404  422  404
"""
