"""The words of this room that others go by."""

#: The kind of job that makes the PDF of a paper.
RENDER = "documents.render"
