"""bhxhcomm: a compiler for public-information material.

YAML content packs come in; leaflets, infographics, scripts and sound go out. Each room of the package is one phase of
that way and knows only the one before it; ARCHITECTURE.md shows the whole.
"""

__version__ = "0.1.0"
