"""Accepting an invitation: what is this, and what do I do first?"""
