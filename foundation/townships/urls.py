from django.urls import path

from foundation.townships import views_account, views_login, views_why

app_name = "accounts"
urlpatterns = [
    path("login/", views_login.login, name="login"),
    path("logout/", views_login.logout, name="logout"),
    path("second-factor/", views_login.second_factor, name="second_factor"),
    path("enrol/", views_account.enrol, name="enrol"),
    path("enrol/picture/", views_account.enrol_picture, name="enrol_picture"),
    path("codes/", views_account.codes, name="codes"),
    path("codes/renew/", views_account.renew_codes, name="renew_codes"),
    path("why/", views_why.why, name="why"),
    path("me/", views_account.me, name="me"),
    path("password/", views_account.password, name="password"),
    path("sessions/", views_account.sessions, name="sessions"),
    path("sessions/others/end/", views_account.end_other_sessions, name="end_other_sessions"),
    path("sessions/<slug:name>/end/", views_account.end_session, name="end_session"),
]
