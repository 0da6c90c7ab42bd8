from django.urls import path

from truce.web.undo import views

urlpatterns = [path("undo/<int:act_id>", views.undo, name="undo-act")]
