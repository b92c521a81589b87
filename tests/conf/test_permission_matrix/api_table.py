"""The JSON API asks no cookie: whoever has signed in gets what everybody gets, and only a key opens more.

What keys open is held to a table of its own in test_keys.py. Which systems have one, the desk's administrators see.
"""

from touyan.api.acts import add_client
from touyan.town.models import Organisation
from touyan.town.rules import FOUNDER

#                                                                 visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
API = """
GET  /api/v1/                                                     200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /api/v1/                                                     405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /api/v1/orders                                               200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /api/v1/orders?status=open&village=340121103003              200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /api/v1/organisations                                        200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /api/v1/organisations                                        405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /api/v1/organisations/340121103003                           200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /api/v1/organisations/340121103003                           405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /api/v1/categories                                           200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /api/v1/categories                                           405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /api/v1/places                                               200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /api/v1/places                                               405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /api/v1/places/{spot}                                        200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /api/v1/places/{spot}                                        405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /api/v1/programmes                                           200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /api/v1/programmes                                           405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /api/v1/programmes/{programme}                        200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /api/v1/programmes/{programme}                        405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /api/v1/sessions                                             200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /api/v1/sessions                                             405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /api/v1/news                                                 200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /api/v1/news                                                 405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /api/v1/news/{article}                                         200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /api/v1/news/{article}                                         405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /api/v1/figures                                              200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /api/v1/figures                                              405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /api/v1/openapi.json                                         200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /api/v1/openapi.json                                         405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /api/v1/docs                                                 200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /api/v1/docs                                                 405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /api/v1/orders                                               415  415  415  415  415  415  415  415  415  415  415  415  415  415  415  415
GET  /api/v1/orders?nonsense=1                                    400  400  400  400  400  400  400  400  400  400  400  400  400  400  400  400
GET  /api/v1/orders/{public}                                      200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /api/v1/orders/{public}                                      405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /api/v1/orders/{placed}                                      404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /api/v1/orders/000000                                        404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /api/v1/orders/{public}/moves/accept                         405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /api/v1/orders/{public}/moves/accept                         415  415  415  415  415  415  415  415  415  415  415  415  415  415  415  415
GET  /api/v1/photos                                               405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /api/v1/photos                                               401  401  401  401  401  401  401  401  401  401  401  401  401  401  401  401
GET  /api/v1/orders/{public}/photos/1                             404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /api/v1/orders/{public}/photos/1                             405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /api/v1/figures?organisation=340121103003                    404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /api/v1/programmes/{hidden}                                  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /api/v1/programmes/{draft}                                   404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /api/v1/news/{planned}                                       404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /api/v1/nonsense                                             404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /api/v1/nonsense                                             404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
"""

#                                                                 visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
CLIENTS = """
GET  /desk/town/clients/                                          302  404  404  404  404  404  404  404  404  404  404  404  404  404  200  200
POST /desk/town/clients/                                          302  404  404  404  404  404  404  404  404  404  404  404  404  404  422  422
GET  /desk/town/clients/{client}/revoke/                          302  404  404  404  404  404  404  404  404  404  404  404  404  404  303  303
POST /desk/town/clients/{client}/revoke/                          302  404  404  404  404  404  404  404  404  404  404  404  404  404  303  404
GET  /desk/town/clients/999999/revoke/                            302  404  404  404  404  404  404  404  404  404  404  404  404  404  303  303
POST /desk/town/clients/999999/revoke/                            302  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
"""


def systems_at(town: Organisation) -> dict[str, int]:
    """A civic app that the town knows."""
    return {"client": add_client(by=FOUNDER, organisation=town, name="随手拍").about.pk}
