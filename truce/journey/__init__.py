"""Every lead: its stage, its one holder and its one clock.

A lead is one buying journey of one person, in one row from first touch to customer. Answers for its
lifecycle, cycles and turn (holder + what is due + by when + which promise); nobody else changes them.
"""
