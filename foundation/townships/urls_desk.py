from django.urls import path, re_path

from foundation.townships.views import contacts, handovers, people

CODE = r"^(?P<code>[0-9]{12})/"

app_name = "people"
urlpatterns = [
    path("", people.units, name="units"),
    re_path(rf"{CODE}$", people.unit, name="unit"),
    re_path(rf"{CODE}record/$", people.record, name="record"),
    re_path(rf"{CODE}begin/$", people.begin, name="begin"),
    re_path(rf"{CODE}hand-overs/$", handovers.hand_overs, name="hand_overs"),
    path("posts/<int:pk>/", people.post, name="post"),
    path("officials/<int:pk>/", contacts.official, name="official"),
    path("officials/<int:pk>/contact/", contacts.contact, name="contact"),
    path("officials/<int:pk>/reveal/<slug:word>/", contacts.reveal, name="reveal"),
    path("tenures/<int:pk>/end/", people.end, name="end"),
    path("hand-overs/<int:pk>/", handovers.hand_over, name="hand_over"),
    path("hand-overs/<int:pk>/complete/", handovers.complete, name="complete"),
    path("hand-over-lines/<int:pk>/", handovers.receive, name="receive"),
]
