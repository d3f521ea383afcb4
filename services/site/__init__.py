"""The public site. Reads `redaksi.published.*` and nothing else; writes no topic; keeps a view that can be dropped.

It is the reference downstream reader: all it knows of articles and comments came over the public topics, through
`redaksi-client`. `shared` gives it only how things look and how a process runs.
"""
