from django.urls import path

from truce.web.outbox import views

urlpatterns = [
    path("outbox", views.outbox, name="outbox"),
    path("outbox/<int:mail_id>", views.mail, name="mail"),
    path("outbox/<int:mail_id>/cancel", views.cancel, name="mail-cancel"),
    path("outbox/<int:mail_id>/retry", views.retry, name="mail-retry"),
]
