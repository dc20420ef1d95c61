"""Pictures: those that people bring, vetted and brought to size, and those that are made of pages."""
