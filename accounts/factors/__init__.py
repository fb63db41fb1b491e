"""Second factors: allauth's pages and API, with our keys, our words, our writes and our secrets."""
