"""What is checked of terraform/ where no provider can be downloaded and no account is at hand."""
