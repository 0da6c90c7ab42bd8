"""How a page keeps in touch: a fresh ticket for the stream, and the counts beside the navigation."""
