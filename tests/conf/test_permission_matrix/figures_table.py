"""Who gets which page of the figures at the desk: by their role, and by the place they ask for."""

#                                          visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
FIGURES = """
GET  /desk/figures/                        302  404  404  200  200  200  200  200  200  404  404  200  404  404  200  200
POST /desk/figures/                        302  404  404  405  405  405  405  405  405  404  404  405  404  404  405  405
GET  /desk/figures/?org={village}          302  404  404  200  404  200  404  404  404  404  404  200  404  404  200  404
GET  /desk/figures/?org=340121103          302  404  404  404  404  200  404  404  404  404  404  200  404  404  200  404
GET  /desk/figures/?org=340121103-ROADS    302  404  404  404  404  404  404  200  404  404  404  404  404  404  404  404
GET  /desk/figures/?org=340121             302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /desk/figures/?month=x                302  404  404  422  422  422  422  422  422  404  404  422  404  404  422  422
GET  /desk/figures/wall/                   302  404  404  200  200  200  200  200  200  404  404  200  404  404  200  200
POST /desk/figures/wall/                   302  404  404  405  405  405  405  405  405  404  404  405  404  404  405  405
GET  /desk/figures/orders.placed/          302  404  404  200  200  200  200  200  200  404  404  200  404  404  200  200
GET  /desk/figures/orders.placed/?org={village} 302 404 404 200 404 200  404  404  404  404  404  200  404  404  200  404
GET  /desk/figures/orders.nonsense/        302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /desk/figures/orders.placed/          302  404  404  405  405  405  405  405  405  404  404  405  404  404  405  405
GET  /desk/figures/orders.placed/freeze/   302  404  404  303  303  303  303  303  303  404  404  303  404  404  303  303
POST /desk/figures/orders.placed/freeze/   302  404  404  303  303  303  303  303  303  404  404  303  404  404  303  303
POST /desk/figures/orders.placed/freeze/?village 302 404 404 303 404 303 404  404  404  404  404  303  404  404  303  404
GET  /desk/figures/orders.placed/export/   302  404  404  303  303  303  303  303  303  404  404  303  404  404  303  303
POST /desk/figures/orders.placed/export/   302  404  404  200  200  200  200  200  200  404  404  200  404  404  200  200
POST /desk/figures/orders.placed/export/?village 302 404 404 200 404 200 404  404  404  404  404  200  404  404  200  404
GET  /desk/figures/orders.placed/declare/  302  404  404  404  404  200  200  404  404  404  404  200  404  404  200  200
POST /desk/figures/orders.placed/declare/  302  404  404  404  404  422  422  404  404  404  404  422  404  404  422  422
GET  /desk/figures/declared/{declared}/    302  404  404  404  404  200  404  404  404  404  404  200  404  404  200  404
POST /desk/figures/declared/{declared}/    302  404  404  404  404  422  404  404  404  404  404  422  404  404  422  404
GET  /desk/figures/snapshots/{snapshot}/   302  404  404  200  404  200  404  404  404  404  404  200  404  404  200  404
POST /desk/figures/snapshots/{snapshot}/   302  404  404  405  405  405  405  405  405  404  404  405  404  404  405  405
GET  /desk/figures/jobs/{job}/             302  404  404  200  404  404  404  404  404  404  404  404  404  404  404  404
POST /desk/figures/jobs/{job}/             302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /desk/figures/jobs/{job}/file/        302  404  404  200  404  404  404  404  404  404  404  404  404  404  404  404
POST /desk/figures/jobs/{job}/file/        302  404  404  405  405  405  405  405  405  405  405  405  405  405  405  405
"""
BODIES = {
    "/desk/figures/orders.placed/freeze/?village": {"org": "{village}"},
    "/desk/figures/orders.placed/export/?village": {"org": "{village}"},
}
