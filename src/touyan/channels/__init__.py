"""Messages out: what somebody should hear, carried to where they read it. One folder for each channel."""
