from django.urls import path

from foundation.townships import views, views_why

app_name = "accounts"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("me/", views.me, name="me"),
    path("password/", views.password, name="password"),
    path("why/", views_why.why, name="why"),
]
