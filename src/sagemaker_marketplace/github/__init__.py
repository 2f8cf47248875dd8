"""What a run asks GitHub for, and writes to it: changed files, and a comment on its pull request."""
