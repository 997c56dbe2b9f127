from django.urls import path

from foundation.reminders.duties import acts, views

app_name = "duties"
urlpatterns = [
    path("", views.listed, name="list"),
    path("new/<str:code>/", acts.new, name="new"),
    path("take/<str:code>/", acts.take, name="take"),
    path("term/<int:pk>/", views.term, name="term"),
    path("reports/<int:pk>/void/", acts.void, name="void"),
    path("<int:pk>/<str:code>/", views.duty, name="duty"),
    path("<int:pk>/<str:code>/done/", acts.report, name="report"),
    path("<int:pk>/<str:code>/end/", acts.end, name="end"),
]
