from django.urls import path

from decisions.views import items, meetings, resolutions, topics

app_name = "decisions"
urlpatterns = [
    path("topics/", topics.topics, name="topics"),
    path("topics/new/", topics.propose, name="propose"),
    path("topics/<int:pk>/", topics.topic, name="topic"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.convene, name="convene"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/agenda/", meetings.agenda, name="agenda"),
    path("meetings/<int:pk>/delivery/", meetings.delivery, name="delivery"),
    path("meetings/<int:pk>/day/", meetings.reschedule, name="reschedule"),
    path("meetings/<int:pk>/open/", meetings.open_meeting, name="open"),
    path("meetings/<int:pk>/close/", meetings.close, name="close"),
    path("meetings/<int:pk>/minutes/", meetings.minutes, name="minutes"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/begin/", items.begin, name="begin"),
    path("items/<int:pk>/report/", items.report, name="report"),
    path("items/<int:pk>/speech/", items.speech, name="speech"),
    path("items/<int:pk>/end-discussion/", items.end_discussion, name="end_discussion"),
    path("items/<int:pk>/seats/<int:seat_pk>/statement/", items.statement, name="statement"),
    path("items/<int:pk>/seats/<int:seat_pk>/vote/", items.vote, name="vote"),
    path("items/<int:pk>/seats/<int:seat_pk>/recuse/", items.recuse, name="recuse"),
    path("items/<int:pk>/seats/<int:seat_pk>/arrive/", items.arrive, name="arrive"),
    path("items/<int:pk>/statements/<int:entry_pk>/void/", items.void_statement, name="void_statement"),
    path("items/<int:pk>/votes/<int:entry_pk>/void/", items.void_vote, name="void_vote"),
    path("items/<int:pk>/result/", items.result, name="result"),
    path("items/<int:pk>/aside/", items.aside, name="aside"),
    path("resolutions/<int:pk>/", resolutions.resolution, name="resolution"),
    path("resolutions/<int:pk>/publication/", resolutions.prepare, name="prepare"),
]
