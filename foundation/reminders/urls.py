from django.urls import path

from foundation.reminders import views

app_name = "reminders"
urlpatterns = [
    path("", views.feed, name="feed"),
    path("revoke/", views.revoke, name="revoke"),
]
