"""One module per figure that is quoted; each measures its reference in the same run."""
