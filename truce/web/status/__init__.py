"""How Truce itself is: for machines that watch it, and for those who look after it."""
