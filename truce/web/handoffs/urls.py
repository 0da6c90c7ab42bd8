from django.urls import path

from truce.web.handoffs import acts, views

urlpatterns = [
    path("handoffs", views.handoffs, name="handoffs"),
    path("handoffs/accept", acts.accept_many, name="handoffs-accept"),
    path("handoffs/<int:handoff_id>/accept", acts.accept, name="handoff-accept"),
    path("handoffs/<int:handoff_id>/return", acts.return_, name="handoff-return"),
    path("handoffs/<int:handoff_id>/answer", acts.answer, name="handoff-answer"),
]
