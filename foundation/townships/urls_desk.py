from django.urls import path, re_path

from foundation.townships import views_handovers, views_people

CODE = r"^(?P<code>[0-9]{12})/"

app_name = "people"
urlpatterns = [
    path("", views_people.units, name="units"),
    re_path(rf"{CODE}$", views_people.unit, name="unit"),
    re_path(rf"{CODE}record/$", views_people.record, name="record"),
    re_path(rf"{CODE}begin/$", views_people.begin, name="begin"),
    re_path(rf"{CODE}hand-overs/$", views_handovers.hand_overs, name="hand_overs"),
    path("posts/<int:pk>/", views_people.post, name="post"),
    path("tenures/<int:pk>/end/", views_people.end, name="end"),
    path("hand-overs/<int:pk>/", views_handovers.hand_over, name="hand_over"),
    path("hand-overs/<int:pk>/complete/", views_handovers.complete, name="complete"),
    path("hand-over-lines/<int:pk>/", views_handovers.receive, name="receive"),
]
