"""The application beside other servers, measured in the same way in the same minutes: `python -m bench.peers --help`."""
