"""The page engine: a document to HTML and PDF, and checks on what came out. It knows no material, policy or YAML.

WeasyPrint is imported only where a page is rendered (`pdf`), since it costs about half a second.
"""
