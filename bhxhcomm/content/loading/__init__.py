"""Reading a workspace: each module reads one kind of thing that lies in it; `workspace_loader` puts them together.

Every problem of every file is reported; what could be read is returned all the same.
"""
