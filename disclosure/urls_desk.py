from django.urls import path

from disclosure import views_desk

app_name = "disclosure_desk"
urlpatterns = [
    path("", views_desk.drafts, name="drafts"),
    path("<int:pk>/", views_desk.draft, name="draft"),
    path("<int:pk>/publish/", views_desk.publish, name="publish"),
    path("<int:pk>/return/", views_desk.send_back, name="return"),
]
