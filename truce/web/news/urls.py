from django.urls import path

from truce.web.news import views

urlpatterns = [
    path("news", views.news, name="news"),
    path("news/read", views.read_all, name="news-read"),
    path("news/<int:notice_id>/open", views.open_, name="news-open"),
]
