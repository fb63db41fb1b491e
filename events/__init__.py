"""What both services share: ids, transactions, errors, tokens, and the events that keep them in step.

It imports neither of them.
"""
