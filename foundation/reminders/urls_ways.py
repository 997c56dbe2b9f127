"""By which ways people and units are reminded."""

from django.urls import path

from foundation.reminders import views_ways

app_name = "ways"
urlpatterns = [
    path("", views_ways.mail, name="mail"),
    path("robots/", views_ways.robots, name="robots"),
    path("robots/new/", views_ways.add, name="add"),
    path("robots/<int:pk>/test/", views_ways.trial, name="trial"),
    path("robots/<int:pk>/stop/", views_ways.stop, name="stop"),
]
