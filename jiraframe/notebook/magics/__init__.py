"""``%jql`` and ``%%jql``, and Tab inside them."""
