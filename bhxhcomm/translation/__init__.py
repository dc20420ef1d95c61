"""Translation: what is to be translated, catalogues and their states, hand-off to translators and back.

What comes in is content (packs, offices, facts, catalogue files as bytes); what goes out are texts with their state, and
files for people. A text is matched by its exact source, never by likeness.
"""
