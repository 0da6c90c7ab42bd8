"""What pages ask, one module per page; nothing is re-exported: `from truce.insight.queries import story`."""
