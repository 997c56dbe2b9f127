from django.urls import path

from foundation.rulebook.views import book, book_acts

app_name = "book"
urlpatterns = [
    path("", book.contents, name="contents"),
    path("print/", book.printed, name="print"),
    path("links/", book.links, name="links"),
    path("new/<str:code>/", book_acts.record, name="record"),
    path("<int:pk>/", book.regulation, name="regulation"),
    path("<int:pk>/version/", book_acts.version, name="version"),
    path("version/<int:pk>/end/", book_acts.end, name="end"),
    path("version/<int:pk>/file/", book_acts.attach, name="attach"),
    path("version/<int:pk>/link/", book_acts.link, name="link"),
    path("link/<int:pk>/void/", book_acts.void, name="void"),
    path("file/<int:pk>/", book.file, name="file"),
]
