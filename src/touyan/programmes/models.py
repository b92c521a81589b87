"""What the town holds for its people: programmes, their sessions, who means to come, and who came."""
