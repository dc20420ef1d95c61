"""Resolve: (workspace, pack, language, office, date) becomes an edition. Pure, and the only place where facts,
translations and dates meet. Nothing in here reads a file or renders a page."""
