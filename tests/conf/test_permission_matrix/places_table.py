"""Who gets which page of places: everybody finds them, the town's administrators keep them."""

#                                                 visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
READERS = """
GET  /places/                                     200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /places/                                     405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /places/{spot}/                              200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /places/{spot}/                              405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /places/nowhere/                             404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /places/nowhere/                             405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /places/{spot}/still-true/                   200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /places/{spot}/still-true/                   303  303  303  303  303  303  303  303  303  303  303  303  303  303  303  303
GET  /places/nowhere/still-true/                  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /places/nowhere/still-true/                  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
"""

KEEPERS = """
GET  /desk/town/places/{spot}/                    302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  404
POST /desk/town/places/{spot}/                    302  404  404  404  404  404  404  404  404  404  404  404  404  404  303  404
GET  /desk/town/places/{spot}/edit/               302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  404
POST /desk/town/places/{spot}/edit/               302  404  404  404  404  404  404  404  404  404  404  404  404  404  422  404
"""
