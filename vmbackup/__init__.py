"""The command line: drops the same messages on the same queues, and reads the same ends, as anybody else."""
