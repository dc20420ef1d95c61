"""What is wanted, what of it is out of date, and why. Nothing is made here."""
