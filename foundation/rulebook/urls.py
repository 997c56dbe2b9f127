from django.urls import path, re_path

from foundation.rulebook.views import changes, parameters

CODE = r"^parameters/(?P<code>[a-z_]+\.[a-z_0-9]+)/"

app_name = "rulebook"
urlpatterns = [
    path("", parameters.parameters, name="parameters"),
    re_path(rf"{CODE}$", parameters.parameter, name="parameter"),
    re_path(rf"{CODE}change/$", changes.change, name="change"),
    re_path(rf"{CODE}confirm/$", changes.confirm, name="confirm"),
]
