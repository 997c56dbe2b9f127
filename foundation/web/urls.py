from django.urls import path

from foundation.web import views

app_name = "web"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("components/", views.components, name="components"),
]
