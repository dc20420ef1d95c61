"""A build on other machines, over Dask: what travels there, what is done there, and what comes back."""
