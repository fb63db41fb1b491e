"""What is done to the stack for those promises that killing or pausing one part does not show."""
