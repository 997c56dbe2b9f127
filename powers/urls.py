from django.urls import path

from powers import views, views_acts

app_name = "powers"
urlpatterns = [
    path("", views.directories, name="directories"),
    path("units/", views.units, name="units"),
    path("<int:pk>/", views.directory, name="directory"),
    path("<int:pk>/entries/new/", views_acts.add, name="add"),
    path("<int:pk>/adopt/", views_acts.adopt, name="adopt"),
    path("<int:pk>/lodge/", views_acts.lodge, name="lodge"),
    path("<int:pk>/note/", views_acts.note, name="note"),
    path("units/<code>/draft/", views_acts.draft, name="draft"),
    path("entries/<int:pk>/", views.entry, name="entry"),
    path("entries/<int:pk>/change/", views_acts.change, name="change"),
    path("entries/<int:pk>/drop/", views_acts.drop, name="drop"),
]
