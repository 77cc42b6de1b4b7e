"""One module per output format. A report sees findings only."""
