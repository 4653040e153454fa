"""The tech spec process itself: pure functions of facts, with the clock passed in as `now`."""
