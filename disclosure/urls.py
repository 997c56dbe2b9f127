from django.urls import path, re_path

from disclosure import views
from disclosure.models import ALPHABET, ID_LENGTH

DIVISION = r"t/(?P<code>\d{6}|\d{9}|\d{12})/"

app_name = "disclosure"
urlpatterns = [
    path("", views.home, name="home"),
    re_path(rf"^{DIVISION}$", views.division, name="division"),
    re_path(rf"^{DIVISION}feed\.atom$", views.feed, name="feed"),
    re_path(rf"^p/(?P<pk>[{ALPHABET}]{{{ID_LENGTH}}})/$", views.publication, name="publication"),
    path("report/", views.report, name="report"),
]
