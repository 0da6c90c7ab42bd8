"""The leads list: filters, views, columns, edits in place and changes of many at once. The address is its state."""
