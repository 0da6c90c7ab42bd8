"""A made-up company to try Truce with: Nordlicht Kühltechnik, who build cold rooms and sell the heat they make.

Answers for eighteen months of believable history with truths planted in it (`truths`), written by the same fold as
everything else, alive on the day it is loaded, marked as sample and removable without a trace.

The story is told in memory by a clock that runs from then to now (`world`): people come (`arrivals`), marketing sorts
and nurtures them (`marketing`), sales answers, calls, wins and loses (`sales`), and a few leads are placed by hand so
that every persona has a turn today (`scenes`). `book` keeps what happened; `actions` writes it and takes it away again.
"""
