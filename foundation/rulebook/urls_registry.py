from django.urls import path

from foundation.rulebook.views import registry

app_name = "registry"
urlpatterns = [path("", registry.rules, name="rules")]
