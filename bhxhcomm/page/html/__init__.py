"""A document becomes HTML: templates, what they are given to set it with, and the resources that the page may fetch."""
