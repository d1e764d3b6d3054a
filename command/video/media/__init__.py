"""The media of a room: a worker that forwards what one seat sends to those who may receive it.

A process of its own, without a database. Doors: `engine` says what is asked of it, `embedded` is
the app's way to its workers, `port` and `worker` make one. Refuses to know people and cases.
"""
