"""What is done for a child: safety, needs, a plan with goals and actions, what services gave, and reviews."""
