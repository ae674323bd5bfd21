"""What Greenroom knows and does: features as folders, plumbing as files."""
