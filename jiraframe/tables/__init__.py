"""Companion frames: what hangs on issues, one row a fact, whole."""
