"""What every room may use and what uses none: paths, guarded readers, names of people. It knows no policy and no pages."""
