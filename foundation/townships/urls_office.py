from django.urls import path

from foundation.townships.views import accounts, grants

app_name = "office"
urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/people/", accounts.people, name="people"),
    path("accounts/new/", accounts.open_for_new_person, name="open_for_new_person"),
    path("accounts/new/<int:pk>/", accounts.open_account, name="open_account"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/<slug:name>/", accounts.account_act, name="account_act"),
    path("grants/", grants.holders, name="holders"),
    path("grants/<int:pk>/", grants.holder, name="holder"),
    path("grants/<int:pk>/new/", grants.grant, name="grant"),
    path("grants/<int:pk>/second-factor/", grants.reset_factor, name="reset_factor"),
    path("grants/revoke/<int:pk>/", grants.revoke, name="revoke"),
]
