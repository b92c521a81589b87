"""Reading what people write: pure functions over text, without Django and without a word of any town."""
