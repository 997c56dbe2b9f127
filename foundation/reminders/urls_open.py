"""What a calendar app fetches: without login, by an address that only its owner knows."""

from django.urls import path

from foundation.reminders import views

app_name = "calendar_feed"
urlpatterns = [
    path("<str:token>.ics", views.ics, name="ics"),
]
