"""Those who train beside each other, as far as each of them wants to be seen."""
