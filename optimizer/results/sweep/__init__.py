"""What a sweep found, as plain data: points and their outcomes, and what is read off them."""
