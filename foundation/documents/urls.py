from django.urls import path

from foundation.documents import views, views_attachments

app_name = "documents"
urlpatterns = [
    path("<int:pk>/", views.paper, name="paper"),
    path("attachments/<int:pk>/", views_attachments.attachment, name="attachment"),
    path("attachments/<int:pk>/preview/", views_attachments.preview, name="preview"),
    path("attachments/<int:pk>/void/", views_attachments.void, name="void_attachment"),
    path("attachments/to/<str:label>/<str:key>/", views_attachments.attach, name="attach"),
    path("<int:pk>/pdf/", views.pdf, name="pdf"),
]
