from django.urls import path, re_path

from disclosure import views

app_name = "disclosure"
urlpatterns = [
    path("", views.home, name="home"),
    re_path(r"^t/(?P<code>\d{6}|\d{9}|\d{12})/$", views.division, name="division"),
    path("report/", views.report, name="report"),
]
