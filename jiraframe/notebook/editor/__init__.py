"""The editor: JQL as text, completed, checked and run."""
