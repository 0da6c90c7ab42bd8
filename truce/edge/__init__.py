"""What must be fast and open: the live stream to the browsers.

Answers for one small ASGI process that holds no rule and loads no page. It tells each page WHAT changed (the
reader's turns, the record on the screen, a job of theirs) by kind and id; the page then asks the web for the
words, under its own session. So nothing personal is in the stream.

Words: seat (one open page), hint (one line of the stream), ticket.
"""
