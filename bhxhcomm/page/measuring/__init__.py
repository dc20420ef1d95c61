"""What is known of letters before an engine sets them: fonts, widths, lines, and where they may break."""
