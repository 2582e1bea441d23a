"""What tests share: small whole sites."""
