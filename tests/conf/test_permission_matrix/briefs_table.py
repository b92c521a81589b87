"""Who gets which page of the briefs: those who lead, dispatch or administer, each of their own places."""

#                                          visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
BRIEFS = """
GET  /desk/briefs/                         302  404  404  404  404  200  200  404  404  404  404  200  404  404  200  200
POST /desk/briefs/                         302  404  404  404  404  405  405  404  404  404  404  405  404  404  405  405
GET  /desk/briefs/new/                     302  404  404  404  404  200  200  404  404  404  404  200  404  404  200  200
POST /desk/briefs/new/                     302  404  404  404  404  422  422  404  404  404  404  422  404  404  422  422
POST /desk/briefs/new/?town                302  404  404  404  404  303  422  404  404  404  404  303  404  404  303  422
GET  /desk/briefs/templates/               302  404  404  404  404  200  200  404  404  404  404  200  404  404  200  200
POST /desk/briefs/templates/               302  404  404  404  404  422  422  404  404  404  404  422  404  404  422  422
GET  /desk/briefs/templates/{template}/    302  404  404  404  404  200  404  404  404  404  404  200  404  404  200  404
POST /desk/briefs/templates/{template}/    302  404  404  404  404  405  405  404  404  404  404  405  404  404  405  405
GET  /desk/briefs/{brief}/                 302  404  404  404  404  200  404  404  404  404  404  200  404  404  200  404
POST /desk/briefs/{brief}/                 302  404  404  404  404  405  405  404  404  404  404  405  404  404  405  405
GET  /desk/briefs/{brief}/word/            302  404  404  404  404  200  404  404  404  404  404  200  404  404  200  404
POST /desk/briefs/{brief}/word/            302  404  404  404  404  405  405  404  404  404  404  405  404  404  405  405
GET  /desk/briefs/{brief}/pdf/             302  404  404  404  404  303  404  404  404  404  404  303  404  404  303  404
POST /desk/briefs/{brief}/pdf/             302  404  404  404  404  303  404  404  404  404  404  303  404  404  303  404
GET  /desk/briefs/{brief}/sign/            302  404  404  404  404  303  404  404  404  404  404  303  404  404  303  404
POST /desk/briefs/{brief}/sign/            302  404  404  404  404  409  404  404  404  404  404  303  404  404  409  404
POST /desk/briefs/{brief}/redraft/         302  404  404  404  404  303  404  404  404  404  404  303  404  404  303  404
POST /desk/briefs/{brief}/amend/           302  404  404  404  404  422  404  404  404  404  404  422  404  404  422  404
POST /desk/briefs/{brief}/explain/         302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /desk/briefs/{brief}/nonsense/        302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
"""

BODIES = {
    "/desk/briefs/new/?town": {
        "template": "{template}", "organisation": "{town}", "since": "2021-01-01", "until": "2021-08-03",
        "key": "00000000-0000-4000-8000-000000000001",
    },
}  # fmt: skip
