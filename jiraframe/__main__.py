"""``python -m jiraframe``: the command line."""

from jiraframe.cli import main

main()
