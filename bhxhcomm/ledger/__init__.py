"""What was made: manifest, register and records, their formats, and the one way into the folder of outputs."""
