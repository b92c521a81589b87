"""What is not an `Idempotency-Key`, at whichever door it comes: blank, or a UUID as no standard writes it."""

NOT_A_KEY = [
    "", '""', "7", "again",
    "{6f0ae5a0-3c0f-4a51-8a2b-2b1f5f0c9d11}", "6f0ae5a03c0f4a518a2b2b1f5f0c9d11",
]  # fmt: skip
