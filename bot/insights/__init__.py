"""What was asked, looked back on: pictures, tables, digests; and forgotten in time."""
