"""Both databases into a folder, and back.

    python -m scripts.backup save FOLDER
    python -m scripts.backup restore FOLDER

What is saved is a moment of each database, while the site goes on. A restore replaces what is there, under a new
`epoch`, so that clients drop their numbers; both services have to be stopped for it.
"""
