from django.urls import path

from truce.web.lead import acts, adding, fields, handoffs, views

urlpatterns = [
    path("leads/new", adding.new, name="lead-new"),
    path("leads/new/known", adding.known, name="lead-known"),
    path("l/<int:lead_id>", views.lead, name="lead"),
    path("l/<int:lead_id>/touches", acts.log, name="lead-touches"),
    path("l/<int:lead_id>/step", acts.promise, name="lead-step"),
    path("l/<int:lead_id>/step/end", acts.keep, name="lead-step-end"),
    path("l/<int:lead_id>/later", acts.later, name="lead-later"),
    path("l/<int:lead_id>/holder", acts.assign, name="lead-holder"),
    path("l/<int:lead_id>/stage", acts.stage, name="lead-stage"),
    path("l/<int:lead_id>/consent", acts.consent, name="lead-consent"),
    path("l/<int:lead_id>/fields", fields.edit, name="lead-fields"),
    path("l/<int:lead_id>/handoffs", handoffs.hand_over, name="lead-handoffs"),
    path("l/<int:lead_id>/return", handoffs.give_back, name="lead-return"),
    path("l/<int:lead_id>/handoffs/<int:handoff_id>/acceptance", handoffs.accept, name="lead-acceptance"),
    path("l/<int:lead_id>/handoffs/<int:handoff_id>/return", handoffs.return_, name="lead-handoff-return"),
    path("l/<int:lead_id>/handoffs/<int:handoff_id>/reply", handoffs.reply, name="lead-reply"),
]
