"""Search: how texts are spelt to be found, what a question asks for, and what of a message an answer shows."""
