from django.urls import path

from foundation.townships import views

app_name = "people"
urlpatterns = [
    path("", views.units, name="units"),
    path("<str:code>/", views.unit, name="unit"),
]
