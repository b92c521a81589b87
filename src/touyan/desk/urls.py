"""The staff's door, mounted under /desk/."""

from django.urls import path

from touyan.desk.views import call_backs, home, new, order, orders, people, town

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("notices/", home.notices, name="notices"),
    path("orders/", orders.orders, name="orders"),
    path("orders/export/", orders.export, name="export"),
    path("orders/bulk/", orders.bulk, name="bulk"),
    path("orders/new/", new.new, name="new"),
    path("orders/<slug:ref>/", order.order, name="order"),
    path("orders/<slug:ref>/photos/<int:number>/", order.photo, name="photo"),
    path("orders/<slug:ref>/<slug:name>/", order.move, name="move"),
    path("call-backs/", call_backs.call_backs, name="call_backs"),
    path("call-backs/sample/", call_backs.sample, name="sample"),
    path("town/", town.town, name="town"),
    path("town/ledgers/<slug:kind>/", town.ledger, name="ledger"),
    path("town/organisations/", town.organisations, name="organisations"),
    path("town/organisations/<slug:code>/", town.organisation, name="organisation"),
    path("town/people/", people.people, name="people"),
    path("town/people/<int:number>/", people.person, name="person"),
    path("town/people/<int:number>/roles/", people.grant, name="grant"),
    path("town/people/<int:number>/roles/<int:role>/end/", people.end_role, name="end_role"),
    path("town/people/<int:number>/password/", people.password, name="password"),
    path("town/calendar/", town.calendar, name="calendar"),
    path("town/places/", town.places, name="places"),
    path("town/places/<slug:code>/poster/", town.poster, name="poster"),
    path("town/categories/", town.categories, name="categories"),
    path("town/clocks/", town.clocks, name="clocks"),
]
