"""What moderators do: files taken in, the library changed, jobs followed, questions answered."""
