"""What Discord accepts in the bodies of requests, and its words where it does not."""
