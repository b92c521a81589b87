"""The residents' door."""

from django.urls import path

from touyan.front import news_urls
from touyan.front.views import (
    account,
    bookings,
    check_in,
    figures,
    lists,
    machines,
    pages,
    placing,
    programmes,
    receipts,
    signing_in,
    year,
)

app_name = "front"
urlpatterns = [
    path("", pages.home, name="home"),
    path("help/", pages.help_page, name="help"),
    path("privacy/", pages.privacy, name="privacy"),
    path("offline/", pages.offline, name="offline"),
    path("language/", pages.language, name="language"),
    path("elder-view/", pages.elder_view, name="elder_view"),
    # asking, and following what was asked
    path("orders/new/", placing.place, name="place"),
    path("orders/similar/", placing.similar, name="similar"),
    path("orders/join/<str:ref>/", placing.join, name="join"),
    path("orders/r/", receipts.follow, name="follow"),
    path("orders/r/<str:receipt>/", receipts.receipt, name="receipt"),
    path("orders/r/<str:receipt>/qr.svg", receipts.receipt_qr, name="receipt_qr"),
    path("orders/r/<str:receipt>/slip/", receipts.slip, name="slip"),
    path(
        "orders/r/<str:receipt>/photos/<int:number>/", receipts.receipt_photo, name="receipt_photo"
    ),
    path("orders/r/<str:receipt>/<str:move>/", receipts.receipt_move, name="receipt_move"),
    path("orders/mine/", lists.mine, name="mine"),
    path("orders/", lists.orders, name="orders"),
    path("orders/<str:ref>/", lists.order, name="order"),
    # taking part
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/calendar.ics", programmes.feed, name="programmes_feed"),
    path("programmes/mine/", year.mine, name="year"),
    path("programmes/mine/<str:code>/calendar.ics", year.own_feed, name="own_feed"),
    path("programmes/thanks/<str:code>/", year.thanks, name="thanks"),
    path("programmes/thanks/<str:code>/say/", year.say_thanks, name="say_thanks"),
    path("programmes/check-in/<str:code>/", check_in.check_in, name="check_in"),
    path("programmes/r/<str:receipt>/", bookings.booking, name="booking"),
    path("programmes/r/<str:receipt>/badge.svg", bookings.badge, name="badge"),
    path("programmes/r/<str:receipt>/calendar.ics", bookings.booking_feed, name="booking_feed"),
    path("programmes/r/<str:receipt>/cancel/", bookings.cancel_booking, name="cancel_booking"),
    path("programmes/r/<str:receipt>/photo/", bookings.consent, name="photo_consent"),
    path("programmes/sessions/<int:number>/", bookings.session, name="session"),
    path("programmes/sessions/<int:number>/book/", bookings.book, name="book"),
    path("programmes/<int:number>/", programmes.programme, name="programme"),
    path("programmes/<int:number>/calendar.ics", programmes.programme_feed, name="programme_feed"),
    # the town's numbers
    path("figures/", figures.figures, name="figures"),
    path("figures/<str:key>/", figures.figure, name="figure"),
    *news_urls.urlpatterns,
    # signing in
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/second/", signing_in.second_factor, name="second_factor"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("account/", account.account, name="account"),
    path("account/two-factor/", account.two_factor, name="two_factor"),
    path("account/two-factor/qr.svg", account.two_factor_qr, name="two_factor_qr"),
    # machines
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
    path("metrics", machines.metrics, name="metrics"),
    path("sw.js", machines.worker, name="worker"),
    path("manifest.webmanifest", machines.manifest, name="manifest"),
]
