"""Reports: what is there, and what has changed, for people who answer for it. Made from manifests and the files they name."""
