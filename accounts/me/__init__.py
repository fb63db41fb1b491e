"""What somebody does about themself: profile, picture, export, deletion. Pages and API; services write."""
