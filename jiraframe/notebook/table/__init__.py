"""``jf.show``: a frame as a table that sorts and searches."""
