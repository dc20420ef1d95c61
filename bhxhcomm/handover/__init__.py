"""What people get to sign, translate or speak, and what comes back from them."""
