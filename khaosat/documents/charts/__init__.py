"""One file a picture: server-side SVG that stays the same on a page, in a PDF and in a Word file.

Colours are presentation attributes and every difference in colour is also one of shape, position or
word, so that the pictures survive a strict CSP, a foreign renderer and a black-and-white printer.
"""
