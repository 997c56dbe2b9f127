from django.urls import path

from foundation.rulebook.views import findings, steps

app_name = "findings"
urlpatterns = [
    path("", findings.findings, name="findings"),
    path("units/", findings.units, name="units"),
    path("new/", steps.new, name="new"),
    path("<int:pk>/", findings.finding, name="finding"),
    path("<int:pk>/answer/", steps.answer, name="answer"),
    path("<int:pk>/add/", steps.add, name="add"),
    path("<int:pk>/confirm/", steps.confirm, name="confirm"),
    path("<int:pk>/reject/", steps.reject, name="reject"),
    path("<int:pk>/rectify/", steps.rectify, name="rectify"),
    path("<int:pk>/close/", steps.close, name="close"),
    path("<int:pk>/send-back/", steps.send_back, name="send_back"),
]
