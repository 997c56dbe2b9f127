"""Where the code on a printed paper leads. Printed addresses stay for ever."""

from django.urls import re_path

from foundation.documents import views

app_name = "papers"
urlpatterns = [re_path(r"^(?P<digest>[0-9a-f]{32})/$", views.check, name="check")]
