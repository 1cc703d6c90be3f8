"""What is best for a child: questions, options, what speaks for and against them, panels, votes and decisions."""
