"""What a language is: its registry entry, its letters, its fixed labels, its number and date forms, its line breaks.

The registry (`registry`, from `locales/languages.yaml`) comes first; `normalise` gives a text its one spelling, `checks`
says whether a text is in the language it should be in, `breaking` where its lines may break, `pseudo` makes test text.
"""
