from django.urls import path

from foundation.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.years, name="years"),
    path("<int:year>/", views.year_page, name="year"),
    path("<int:year>/edit/", views.edit, name="edit"),
]
