"""The few things everything needs, and nothing that knows of leads.

Answers for Word (a closed list of words with labels), Refused (a rule said no, in one sentence
for a person), Money (minor units and a currency), Period (half-open in time) and the one clock.
"""
