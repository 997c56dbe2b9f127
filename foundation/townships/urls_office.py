from django.urls import path

from foundation.townships import views_accounts, views_office

app_name = "office"
urlpatterns = [
    path("accounts/", views_accounts.accounts, name="accounts"),
    path("accounts/people/", views_accounts.people, name="people"),
    path("accounts/new/", views_accounts.open_for_new_person, name="open_for_new_person"),
    path("accounts/new/<int:pk>/", views_accounts.open_account, name="open_account"),
    path("accounts/<int:pk>/", views_accounts.account, name="account"),
    path("accounts/<int:pk>/<slug:name>/", views_accounts.account_act, name="account_act"),
    path("grants/", views_office.holders, name="holders"),
    path("grants/<int:pk>/", views_office.holder, name="holder"),
    path("grants/<int:pk>/new/", views_office.grant, name="grant"),
    path("grants/<int:pk>/second-factor/", views_office.reset_factor, name="reset_factor"),
    path("grants/revoke/<int:pk>/", views_office.revoke, name="revoke"),
]
