from django.urls import path

from foundation.townships import views_office as views

app_name = "office"
urlpatterns = [
    path("grants/", views.holders, name="holders"),
    path("grants/<int:pk>/", views.holder, name="holder"),
    path("grants/<int:pk>/new/", views.grant, name="grant"),
    path("grants/revoke/<int:pk>/", views.revoke, name="revoke"),
]
