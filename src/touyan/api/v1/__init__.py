"""`/api/v1/`: JSON over the same acts and reads that the pages call."""
