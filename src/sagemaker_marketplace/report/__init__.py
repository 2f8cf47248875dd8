"""Events of a run, and what is made of them: messages, a report, output formats."""
