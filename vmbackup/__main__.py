"""`python -m vmbackup`: the same as the command `vmbackup`."""

from vmbackup.app import main

if __name__ == "__main__":
    main()
