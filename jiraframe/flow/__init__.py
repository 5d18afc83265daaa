"""Analysis of frames: how long work took, where it waited, what changed. No HTTP."""
