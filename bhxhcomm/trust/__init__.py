"""Whose signatures count, and what proves them: OpenSSH keys and signed PDF, each checked by the tool made for it.

Below `content`, which gives every signature the `Trust` it is judged by; knows nothing of packs, facts or pages.
"""
