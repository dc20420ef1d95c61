"""Load: what people write becomes checked objects, and what is wrong is said with its place.

Knows files, lines and columns; knows nothing of dates, languages or pages.
"""
