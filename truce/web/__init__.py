"""The pages, by what a person does there.

Answers for the look, the keys and the words on the screen. A view asks one question or calls one verb
and renders a page or its fragment; it never touches a table.
"""
