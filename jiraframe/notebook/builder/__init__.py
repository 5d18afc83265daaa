"""The builder: a form that writes JQL."""
