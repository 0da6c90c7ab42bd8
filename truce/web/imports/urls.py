from django.urls import path

from truce.web.imports import views

urlpatterns = [
    path("imports", views.imports, name="imports"),
    path("imports/new", views.new, name="import-new"),
    path("imports/<int:run_id>", views.one, name="import"),
    path("imports/<int:run_id>/answers", views.answers, name="import-answers"),
    path("imports/<int:run_id>/start", views.start, name="import-start"),
    path("imports/<int:run_id>/cancel", views.cancel, name="import-cancel"),
    path("imports/<int:run_id>/go-on", views.go_on, name="import-go-on"),
    path("imports/<int:run_id>/discard", views.discard, name="import-discard"),
    path("imports/<int:run_id>/rows/<str:fate>", views.rows, name="import-rows"),
    path("imports/<int:run_id>/refused.csv", views.refused, name="import-refused"),
    path("imports/rows/<int:row_id>", views.row, name="import-row"),
]
