"""Build: what is to be made, under which key, and how it gets onto the disk whole or not at all."""
