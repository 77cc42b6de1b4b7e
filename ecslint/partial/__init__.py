"""Parts of a run as plain data: what the report of a shard tells the run that joins them."""
