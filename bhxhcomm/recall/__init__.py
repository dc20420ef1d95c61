"""Whether what was printed still holds, and what must be taken back."""
