from django.urls import path

from truce.web.company import views

urlpatterns = [
    path("companies", views.companies, name="companies"),
    path("co/<int:company_id>", views.company, name="company"),
    path("co/<int:company_id>/fields", views.fields, name="company-fields"),
]
