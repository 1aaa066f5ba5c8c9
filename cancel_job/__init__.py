"""Cancel this job."""
