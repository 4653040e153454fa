"""Use cases: one public function is one transaction; what the outside must see goes into the outbox with it.

Every function takes the session of its transaction first and `now` second (aware UTC, the workspace's clock).
"""
