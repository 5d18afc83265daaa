"""The notebook side: an editor and a builder for queries, magics, tables.

Made by ``jira.editor()``, ``jira.builder()``, ``%load_ext jiraframe`` and ``jf.show()``; nothing
here is loaded before. Every click has a call that does the same.
"""
