"""What must be fast and open: the live stream to the browsers.

Answers for one small ASGI process that holds no rule and loads no page.
"""
