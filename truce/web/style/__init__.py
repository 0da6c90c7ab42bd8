"""The page that shows every part in each of its states, for whoever changes how Truce looks."""
