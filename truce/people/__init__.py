"""Who we talk to: people, companies, facts, consent, merges.

Answers for one person being one record: addresses, phones and domains are normalised, and one matching
function recognises them for page, import and capture. Field values are dated facts; the row projects them.
"""
