"""The last steps to a PDF: for the office, or in inks with cut marks for the print shop; its tags and its record."""
