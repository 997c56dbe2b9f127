from django.urls import path

from foundation.townships.views import account, login, why

app_name = "accounts"
urlpatterns = [
    path("login/", login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path("second-factor/", login.second_factor, name="second_factor"),
    path("enrol/", account.enrol, name="enrol"),
    path("enrol/picture/", account.enrol_picture, name="enrol_picture"),
    path("codes/", account.codes, name="codes"),
    path("codes/renew/", account.renew_codes, name="renew_codes"),
    path("why/", why.why, name="why"),
    path("me/", account.me, name="me"),
    path("password/", account.password, name="password"),
    path("readings/", account.readings, name="readings"),
    path("sessions/", account.sessions, name="sessions"),
    path("sessions/others/end/", account.end_other_sessions, name="end_other_sessions"),
    path("sessions/<slug:name>/end/", account.end_session, name="end_session"),
]
