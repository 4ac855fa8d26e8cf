"""The crash exam: the desk is killed again and again while people write; afterwards everything is counted from outside.

`exam` lets it happen, `victim` is the process that dies, `town` the servers around it, `crowd` the people,
`counting` the count.
"""
