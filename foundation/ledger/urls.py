from django.urls import path

from foundation.ledger import views

app_name = "ledger"
urlpatterns = [
    path("checkpoint.txt", views.checkpoint, name="checkpoint"),
    path("checkpoints/<int:number>.txt", views.numbered_checkpoint, name="numbered"),
    path("key.txt", views.key, name="key"),
    path("consistency/<str:stream>/<int:old>/<int:new>.json", views.consistency, name="consistency"),
]
