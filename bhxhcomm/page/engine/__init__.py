"""WeasyPrint: everything that knows its insides. Other rooms get pages as PDF, and boxes as our own walk shows them."""
