"""The conversations, as pure functions: decide(case, event) -> Decision. They name templates, they never send."""
