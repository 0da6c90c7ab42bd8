from django.urls import path

from truce.web.style import views

urlpatterns = [
    path("style", views.style, name="style"),
    path("style/rows", views.rows, name="style-rows"),
    path("style/edit", views.edit, name="style-edit"),
]
