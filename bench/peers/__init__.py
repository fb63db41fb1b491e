"""The application beside other servers, measured alike in the same minutes: `python -m bench.peers --help`."""
