"""One piece from a request to its files: composed, keyed, exported; one module for each engine. Nothing is written here."""
