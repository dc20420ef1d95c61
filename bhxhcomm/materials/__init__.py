"""Compose: an edition becomes a document (or, later, a timeline). One module per material; pure and cheap."""
