"""The residents' door."""

from django.urls import path

from touyan.front import honours_urls, news_urls, places_urls
from touyan.front.views import (
    account,
    bookings,
    canteens,
    certificates,
    check_in,
    children,
    collecting,
    enrolling,
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
    path("orders/r/<str:receipt>/tell/", receipts.tell, name="tell"),
    path("orders/r/<str:receipt>/<str:move>/", receipts.receipt_move, name="receipt_move"),
    path("orders/mine/", lists.mine, name="mine"),
    path("orders/", lists.orders, name="orders"),
    path("orders/<str:ref>/", lists.order, name="order"),
    # taking part
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/calendar.ics", programmes.feed, name="programmes_feed"),
    path("programmes/mine/", year.mine, name="year"),
    path("programmes/mine/<str:code>/calendar.ics", year.own_feed, name="own_feed"),
    path("programmes/mine/certificate/", certificates.issue, name="issue_certificate"),
    path("programmes/mine/certificates/<str:code>/", certificates.pdf, name="certificate_pdf"),
    path("programmes/certificates/<str:code>/", certificates.certificate, name="certificate"),
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
    # canteens: menus for everybody, lunch for oneself or a parent, the sheet of whoever brings it
    path("canteens/", canteens.canteens, name="canteens"),
    path("canteens/mine/", canteens.my_meals, name="my_meals"),
    path("canteens/mine/<int:number>/<int:session>/<slug:what>/", canteens.my_meal, name="my_meal"),
    path("canteens/rounds/<int:number>/", canteens.my_round, name="my_round"),
    path("canteens/rounds/<int:number>/<int:person>/", canteens.brought, name="brought"),
    # children
    path("children/", children.children, name="children"),
    path("children/new/", children.new_child, name="new_child"),
    path("children/<int:number>/", children.child, name="child"),
    path("children/<int:number>/absence/", children.absence, name="child_absence"),
    path("children/<int:number>/away/", children.away, name="child_away"),
    path("children/<int:number>/collect/", collecting.collect, name="collect"),
    path("children/<int:number>/people/", collecting.people, name="child_people"),
    path("children/<int:number>/people/let/", collecting.let, name="let"),
    path("children/<int:number>/people/bar/", collecting.bar, name="bar"),
    path(
        "children/<int:number>/people/<int:authority>/card/", collecting.card, name="collect_card"
    ),
    path("children/<int:number>/people/<int:authority>/qr.svg", collecting.card_qr, name="card_qr"),
    path(
        "children/<int:number>/people/<int:authority>/code/", collecting.new_code, name="new_code"
    ),
    path("children/<int:number>/people/<int:authority>/revoke/", collecting.revoke, name="revoke"),
    path("children/<int:number>/consent/", enrolling.consent, name="child_consent"),
    path("children/<int:number>/consent/<slug:purpose>/", enrolling.agree, name="agree"),
    path("children/<int:number>/classes/", enrolling.classes, name="child_classes"),
    path(
        "children/<int:number>/classes/<int:enrolment>/allergies/",
        enrolling.allergies,
        name="child_allergies",
    ),
    path("children/<int:number>/classes/<int:enrolment>/leave/", enrolling.end, name="leave_class"),
    # the town's numbers
    path("figures/", figures.figures, name="figures"),
    path("figures/<str:key>/", figures.figure, name="figure"),
    *news_urls.urlpatterns,
    *honours_urls.urlpatterns,
    *places_urls.urlpatterns,
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
