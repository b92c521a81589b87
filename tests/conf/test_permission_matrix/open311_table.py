"""Open311 asks no cookie: whoever has signed in gets what everybody gets, and only a key opens more."""

#                                          visi resi judg secr paib disp gang road watr lead mate ledr edit clrk admi gadm
OPEN311 = """
GET  /open311/discovery.xml                200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /open311/discovery.xml                405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /open311/v2                           200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /open311/v2                           405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
POST /open311/v2/                          405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /open311/v2/                          200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /open311/v2/discovery.json            200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /open311/v2/discovery.json            405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /open311/v2/services.xml              400  400  400  400  400  400  400  400  400  400  400  400  400  400  400  400
GET  /open311/v2/services.xml?jurisdiction_id=340121103 200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /open311/v2/services.xml              405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /open311/v2/services/street_light.xml?jurisdiction_id=340121103 200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /open311/v2/services/nonsense.xml?jurisdiction_id=340121103 404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /open311/v2/services/street_light.xml 405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /open311/v2/requests.xml?jurisdiction_id=340121103 200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /open311/v2/requests.json?jurisdiction_id=340121103&api_key=guessed 403  403  403  403  403  403  403  403  403  403  403  403  403  403  403  403
POST /open311/v2/requests.xml              400  400  400  400  400  400  400  400  400  400  400  400  400  400  400  400
POST /open311/v2/requests.xml?town         403  403  403  403  403  403  403  403  403  403  403  403  403  403  403  403
GET  /open311/v2/requests/{public}.xml?jurisdiction_id=340121103 200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
GET  /open311/v2/requests/{public}.xml?jurisdiction_id=340121104 404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
GET  /open311/v2/requests/{placed}.xml?jurisdiction_id=340121103 404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /open311/v2/requests/{public}.xml     405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /open311/v2/tokens/6f0ae5a0-3c0f-4a51-8a2b-111111111111.xml?jurisdiction_id=340121103 404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /open311/v2/tokens/x.xml              405  405  405  405  405  405  405  405  405  405  405  405  405  405  405  405
GET  /open311/v2/servicerequestupdates.xml?jurisdiction_id=340121103 200  200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
POST /open311/v2/servicerequestupdates.xml?town 403  403  403  403  403  403  403  403  403  403  403  403  403  403  403  403
GET  /open311/v2/nonsense.xml              404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
POST /open311/v2/nonsense.xml              404  404  404  404  404  404  404  404  404  404  404  404  404  404  404  404
"""
BODIES = {
    "/open311/v2/requests.xml?town": {"jurisdiction_id": "340121103"},
    "/open311/v2/servicerequestupdates.xml?town": {"jurisdiction_id": "340121103"},
}
