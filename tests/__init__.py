"""The tests: rules of the product, on a real PostgreSQL and in a real browser."""
