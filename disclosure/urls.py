from django.urls import path, re_path

from disclosure import views, views_proof
from disclosure.models import ALPHABET, ID_LENGTH

ID = rf"(?P<pk>[{ALPHABET}]{{{ID_LENGTH}}})"
DIVISION = r"t/(?P<code>\d{6}|\d{9}|\d{12})/"

app_name = "disclosure"
urlpatterns = [
    path("", views.home, name="home"),
    re_path(rf"^{DIVISION}$", views.division, name="division"),
    re_path(rf"^{DIVISION}feed\.atom$", views.feed, name="feed"),
    re_path(rf"^p/{ID}/$", views.publication, name="publication"),
    re_path(rf"^p/{ID}/proof/$", views_proof.proof, name="proof"),
    re_path(rf"^p/{ID}/proof\.json$", views_proof.proof_file, name="proof_file"),
    path("ledger/", views_proof.ledger, name="ledger"),
    path("report/", views.report, name="report"),
]
