"""What happened that I must know: only my turns, my promises and the answers to me."""
