"""The accessible twin: the same words as one HTML file that a telephone shows and a screen reader reads."""
