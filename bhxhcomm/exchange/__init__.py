"""Word files, workbooks and PO files in and out: they are read in the guarded child, and held against what is known."""
