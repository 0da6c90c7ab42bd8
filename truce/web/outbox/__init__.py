"""The outbox: mails that wait, left, or are kept here because there is no mail server."""
