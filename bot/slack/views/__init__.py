"""What people see: pure functions from state to blocks."""
