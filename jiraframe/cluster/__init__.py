"""Searches whose parts are read by several machines: Dask."""
