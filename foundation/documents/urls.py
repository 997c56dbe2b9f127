from django.urls import path

from foundation.documents import views

app_name = "documents"
urlpatterns = [
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/pdf/", views.pdf, name="pdf"),
]
