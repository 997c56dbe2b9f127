from django.urls import path

from foundation.reminders.work import views

app_name = "deadlines"
urlpatterns = [
    path("", views.work, name="work"),
    path("month/<str:month>/", views.month, name="month"),
]
