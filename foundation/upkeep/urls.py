from django.urls import path

from foundation.upkeep import views

app_name = "upkeep"
urlpatterns = [
    path("health/", views.health, name="health"),
    path("health/sweep/", views.sweep, name="sweep"),
    path("health/resend/", views.resend, name="resend"),
    path("health/jobs/<int:pk>/", views.dead_job, name="dead_job"),
    path("health/runs/<int:pk>/", views.run, name="run"),
    path("jobs/", views.own_jobs, name="own_jobs"),
]
