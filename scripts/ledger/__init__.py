"""What Git holds: files, branches, receipts, history."""
