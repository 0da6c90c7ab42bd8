"""Signing in and out: allauth's flows under our addresses and on our pages."""
