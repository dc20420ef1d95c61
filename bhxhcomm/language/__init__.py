"""What a language is: its registry entry, its fixed labels, its number and date forms, its numbers in words."""
