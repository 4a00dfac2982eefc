"""Tables as strangers write them: CSV, TSV and Parquet, read within stated limits."""
