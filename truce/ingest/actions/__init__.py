"""How leads get in: by hand, from a file, from a form. One verb, `arrive_many`, for all of them."""

from truce.ingest.actions._arrive import AlreadyThere, Arrival, Arrived, NothingToGoBy, add_lead, arrive, arrive_many

__all__ = ["AlreadyThere", "Arrival", "Arrived", "NothingToGoBy", "add_lead", "arrive", "arrive_many"]
