"""The design as a document: put in words once, then set as a page, a PDF or a DOCX file."""
