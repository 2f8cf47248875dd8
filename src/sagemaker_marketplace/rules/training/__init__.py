"""What an algorithm offers for training, and how its training is validated."""
