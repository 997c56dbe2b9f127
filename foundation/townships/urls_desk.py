from django.urls import path, re_path

from foundation.townships import views

app_name = "people"
urlpatterns = [
    path("", views.units, name="units"),
    re_path(r"^(?P<code>[0-9]{12})/$", views.unit, name="unit"),
]
