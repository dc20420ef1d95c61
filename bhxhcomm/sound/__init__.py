"""The sound engine: clips of speech and a timeline become checked deliverables, captions and a report.

What may come in: a `Timeline`, the clip of each of its speeches, presets. The engine knows no material and no policy;
`produce` is its door.
"""
