from django.urls import path

from truce.web.leads import bulk, views

urlpatterns = [
    path("leads", views.leads, name="leads"),
    path("leads/count", views.count, name="leads-count"),
    path("leads/filter", views.pick, name="leads-filter"),
    path("leads/columns", views.columns, name="leads-columns"),
    path("leads/views", views.saved, name="leads-views"),
    path("leads/views/<int:view_id>", views.view, name="leads-view"),
    path("leads/<int:lead_id>/name", views.name, name="leads-name"),
    path("leads/bulk", bulk.bulk, name="leads-bulk"),
    path("leads/bulk/<int:act_id>", bulk.progress, name="leads-bulk-job"),
    path("leads/bulk/<int:act_id>/stop", bulk.stop, name="leads-bulk-stop"),
]
